// The rows of saved entries, as they are in the data now: fetched for those on screen, and for all where they are
// to be written to a file.

import { errorText, getRow, isAbort } from '../data/api';
import type { Column, Hit } from '../data/api-types';
import type { DatasetState } from '../data/dataset-state.svelte';
import { entryKey, type ReadingEntry } from './reading-list.svelte';

export interface Known {
  hit: Hit;
  columns: Column[];
}

/** Requests at once: a browser sends no more to one host. */
const kAtOnce = 6;

export class KeptRows {
  /** Why a row is missing. */
  failure = $state('');
  private known = $state.raw<Record<string, Known>>({});
  private readonly asked: Record<string, Promise<void> | undefined> = {};

  constructor(private readonly dataset: DatasetState) {}

  of(entry: ReadingEntry): Known | undefined {
    return this.known[this.key(entry)];
  }

  /** Fetches what is not known yet; what fails is asked again next time. */
  async fetch(entries: ReadingEntry[], signal: AbortSignal): Promise<void> {
    const waiting = entries.filter((entry) => entry.now !== null);
    const work = async () => {
      for (let entry = waiting.pop(); entry && !signal.aborted; entry = waiting.pop())
        await this.fetchOne(entry, signal);
    };
    await Promise.all(Array.from({ length: kAtOnce }, work));
  }

  private key(entry: ReadingEntry): string {
    return `${entry.now ?? ''} ${entryKey(entry)}`;
  }

  private fetchOne(entry: ReadingEntry, signal: AbortSignal): Promise<void> {
    const key = this.key(entry);
    return (this.asked[key] ??= this.request(entry, signal).then(
      (known) => {
        this.known = { ...this.known, [key]: known };
      },
      (error: unknown) => {
        this.asked[key] = undefined;
        if (!isAbort(error)) this.failure = errorText(error);
      },
    ));
  }

  private async request(entry: ReadingEntry, signal: AbortSignal): Promise<Known> {
    const { config, split, now } = entry;
    const { columns } = await this.dataset.columnsOf(config, split);
    const answer = await getRow({ ...this.dataset.ref, config, split }, now ?? 0, signal);
    const { row_idx, row } = answer;
    const hit: Hit = { row_idx, score: null, row, vectors: {}, highlights: {}, why: null };
    return { hit, columns };
  }
}
