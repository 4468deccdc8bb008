// The reading list of a dataset, as it is kept in the library: what is changed here is changed there
// first.

import { ApiError, datasetPath, errorText, isAbort, queryString, requestJson } from '../data/api';
import type { SplitRef } from '../data/parameters';

export const kStates = ['to read', 'reading', 'read'] as const;
type ReadingState = (typeof kStates)[number];

/** Where an entry's row is. */
interface EntryPlace {
  config: string;
  split: string;
  row_idx: number;
}

export interface ReadingEntry extends EntryPlace {
  /** What it was kept from; another one than the list's where the data was imported anew. */
  snapshot: string;
  title: string;
  note: string;
  status: ReadingState;
  /** 1 to 5; 0: none. */
  rating: number;
  added_at: string;
  changed_at: string;
}

interface ReadingAnswer {
  allowed: boolean;
  snapshot: string;
  entries: ReadingEntry[];
}

export type ReadingChange = Partial<Pick<ReadingEntry, 'title' | 'note' | 'status' | 'rating'>>;

/** Names an entry among those of its dataset. */
export function entryKey({ config, split, row_idx }: EntryPlace): string {
  return `${row_idx} ${config}\n${split}`;
}

export class ReadingListState {
  entries = $state.raw<ReadingEntry[] | null>(null);
  allowed = $state(false);
  /** Why nothing of the list is shown to whoever is not its reader. */
  refusal = $state('');
  snapshot = $state('');
  failure = $state('');
  /** What was taken from the list last, and can be put back with its note. */
  dropped = $state.raw<ReadingEntry | null>(null);
  /** The last change that did not succeed. */
  trouble = $state('');
  /** What a reader should know of the last change. */
  said = $state('');

  private readonly controller = new AbortController();
  private readonly path: string;

  constructor(owner: string, name: string) {
    this.path = `${datasetPath(owner, name)}/reading-list`;
  }

  private fetch(): Promise<ReadingAnswer> {
    const { signal } = this.controller;
    return requestJson<ReadingAnswer>(this.path, ['allowed', 'entries'], signal);
  }

  async load(): Promise<void> {
    this.failure = '';
    this.refusal = '';
    try {
      const answer = await this.fetch();
      this.entries = answer.entries;
      this.allowed = answer.allowed;
      this.snapshot = answer.snapshot;
    } catch (error) {
      if (error instanceof ApiError && (error.status === 401 || error.status === 403)) {
        this.entries = [];
        this.allowed = false;
        this.refusal = errorText(error);
      } else if (!isAbort(error)) this.failure = errorText(error);
    }
  }

  /** The entry of a row of this split; empty names stand for the first config and split. */
  find(ref: SplitRef, row: number): ReadingEntry | undefined {
    return this.entries?.find(
      (entry) =>
        entry.row_idx === row &&
        (ref.config === '' || entry.config === ref.config) &&
        (ref.split === '' || entry.split === ref.split),
    );
  }

  /** Keeps a row, or changes what is kept of it. */
  async keep(config: string, split: string, row: number, change: ReadingChange): Promise<void> {
    await this.attempt(async () => {
      const meant = await this.withTheirs({ config, split, row_idx: row }, change);
      const kept = await requestJson<ReadingEntry>(
        `${this.path}/${row}${queryString<'columns'>({ config, split })}`,
        ['row_idx'],
        undefined,
        {
          method: 'PUT',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(meant),
        },
      );
      const key = entryKey(kept);
      const others = this.entries ?? [];
      if (this.dropped && entryKey(this.dropped) === key) this.dropped = null;
      this.entries = others.some((entry) => entryKey(entry) === key)
        ? others.map((entry) => (entryKey(entry) === key ? kept : entry))
        : [...others, kept];
    });
  }

  async drop(entry: ReadingEntry): Promise<void> {
    const { config, split, row_idx } = entry;
    await this.attempt(async () => {
      await requestJson<object>(
        `${this.path}/${row_idx}${queryString<'columns'>({ config, split })}`,
        [],
        undefined,
        { method: 'DELETE' },
      );
      this.entries = (this.entries ?? []).filter((one) => entryKey(one) !== entryKey(entry));
      this.dropped = entry;
    });
  }

  /** Puts back what was taken last, as it was. */
  async restore(): Promise<void> {
    const entry = this.dropped;
    if (!entry) return;
    const { title, note, status, rating } = entry;
    await this.keep(entry.config, entry.split, entry.row_idx, { title, note, status, rating });
  }

  /**
   * The change, but where another tab has written the note since: with both notes, so that none is lost.
   */
  private async withTheirs(place: EntryPlace, change: ReadingChange): Promise<ReadingChange> {
    const named = (entry: ReadingEntry) => entryKey(entry) === entryKey(place);
    const before = this.entries?.find(named);
    if (change.note === undefined || !before) return change;
    const theirs = (await this.fetch()).entries.find(named)?.note ?? before.note;
    if (theirs === before.note || theirs === change.note) return change;
    this.said = 'The note was changed elsewhere too: both versions are kept.';
    return { ...change, note: `${theirs}\n\n${change.note}` };
  }

  close(): void {
    this.controller.abort();
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    [this.trouble, this.said] = ['', ''];
    try {
      await act();
    } catch (error) {
      this.trouble = errorText(error);
    }
  }
}
