// The reading list of a dataset, as it is kept in the library: what is changed here is changed there
// first.

import { ApiError, datasetPath, errorText, requestJson } from '../data/api';
import { getImports } from '../data/changes-api';
import type { DatasetState } from '../data/dataset-state.svelte';
import type { SplitRef } from '../data/parameters';

export const kStates = ['to read', 'reading', 'read'] as const;
export type ReadingState = (typeof kStates)[number];

/** Where an entry's row is. */
interface EntryPlace {
  config: string;
  split: string;
  row_idx: number;
}

export interface ReadingEntry extends EntryPlace {
  /** What it was kept from; another one than the list's where the data was imported anew. */
  snapshot: string;
  /** The row's number in the data of today; null where it is no longer there. */
  now: number | null;
  /** What names the row whatever its number is; empty where that was not kept. */
  identity: string;
  title: string;
  note: string;
  /** Empty: in none. */
  folder: string;
  tags: string[];
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

export type ReadingChange = Partial<
  Pick<ReadingEntry, 'title' | 'note' | 'folder' | 'tags' | 'status' | 'rating'>
>;

/** Names an entry among those of its dataset. */
export function entryKey({ config, split, row_idx, snapshot }: ReadingEntry): string {
  return `${row_idx} ${snapshot} ${config}\n${split}`;
}

const kRefusal =
  'Notes are shown to their reader alone. Open the address that `vitrine serve` printed, which ends in ?token=….';

const lists = new WeakMap<DatasetState, ReadingListState>();

/** The list of the dataset on screen: one for all who show something of it, fetched when the first asks. */
export function listOf(dataset: DatasetState): ReadingListState {
  const known = lists.get(dataset);
  if (known) return known;
  const list = new ReadingListState(dataset.owner, dataset.name);
  lists.set(dataset, list);
  void list.load();
  return list;
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

  private readonly path: string;

  constructor(owner: string, name: string) {
    this.path = `${datasetPath(owner, name)}/reading-list`;
  }

  private fetch(): Promise<ReadingAnswer> {
    return requestJson<ReadingAnswer>(this.path, ['allowed', 'entries']);
  }

  async load(): Promise<void> {
    this.failure = '';
    this.refusal = '';
    try {
      // A refusal is an error in the browser's console, so that it is asked first what may be asked.
      if (!(await getImports()).notes) {
        this.entries = [];
        this.allowed = false;
        this.refusal = kRefusal;
        return;
      }
      const answer = await this.fetch();
      this.entries = answer.entries;
      this.allowed = answer.allowed;
      this.snapshot = answer.snapshot;
    } catch (error) {
      this.failure = errorText(error);
    }
  }

  /** The entry of a row of this split; empty names stand for the first config and split. */
  find(ref: SplitRef, row: number): ReadingEntry | undefined {
    return this.entries?.find(
      (entry) =>
        entry.now === row &&
        (ref.config === '' || entry.config === ref.config) &&
        (ref.split === '' || entry.split === ref.split),
    );
  }

  /** Keeps a row of the data of today. */
  async keep(ref: SplitRef, row: number, change: ReadingChange): Promise<void> {
    const { config, split } = ref;
    await this.attempt(async () => {
      this.take(await this.put({ config, split, row_idx: row }, change));
    });
  }

  /** Changes what is kept of a row; where another tab has changed the same since, nothing of it is lost. */
  async change(entry: ReadingEntry, change: ReadingChange): Promise<void> {
    await this.attempt(async () => {
      try {
        this.take(await this.put(entry, { ...change, was: wasOf(entry, change) }));
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'ReadingListChanged') throw error;
        await this.meet(error.details['entry'] as ReadingEntry, change);
      }
    });
  }

  async drop(entry: ReadingEntry): Promise<void> {
    await this.attempt(async () => {
      await requestJson<object>(this.pathOf(entry), [], undefined, { method: 'DELETE' });
      this.entries = (this.entries ?? []).filter((one) => entryKey(one) !== entryKey(entry));
      this.dropped = entry;
    });
  }

  /** Puts back what was taken last, as it was. */
  async restore(): Promise<void> {
    const entry = this.dropped;
    if (!entry) return;
    const { title, note, folder, tags, status, rating, config, split, now } = entry;
    if (now === null) {
      this.trouble = 'The row is no longer in the data: it cannot be put back.';
      return;
    }
    await this.attempt(async () => {
      const place = { config, split, row_idx: now };
      this.take(await this.put(place, { title, note, folder, tags, status, rating }));
      this.dropped = null;
    });
  }

  private pathOf(place: EntryPlace & { snapshot?: string }): string {
    const { config, split, snapshot } = place;
    const named = new URLSearchParams({ config, split, ...(snapshot ? { snapshot } : {}) });
    return `${this.path}/${place.row_idx}?${named.toString()}`;
  }

  private put(
    place: EntryPlace & { snapshot?: string },
    body: ReadingChange & { was?: ReadingChange },
  ): Promise<ReadingEntry> {
    return requestJson<ReadingEntry>(this.pathOf(place), ['row_idx'], undefined, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Shows an entry as the server has it, in the place of what was known of its row. */
  private take(kept: ReadingEntry): void {
    const isSame = (one: ReadingEntry) =>
      entryKey(one) === entryKey(kept) ||
      (kept.now !== null &&
        one.now === kept.now &&
        one.config === kept.config &&
        one.split === kept.split);
    const others = this.entries ?? [];
    const at = others.findIndex(isSame);
    // Of a row that moved the list alone says where it is now.
    const shown = { ...kept, now: kept.now ?? others[at]?.now ?? null };
    this.entries =
      at < 0 ? [...others, shown] : others.map((entry, i) => (i === at ? shown : entry));
  }

  /** What was changed here, over what another tab has written: both notes, all tags, else theirs. */
  private async meet(theirs: ReadingEntry, mine: ReadingChange): Promise<void> {
    const both = merged(theirs, mine);
    if (Object.keys(both).length > 0)
      this.take(await this.put(theirs, { ...both, was: wasOf(theirs, both) }));
    else this.take(theirs);
    this.said =
      both.note === undefined
        ? 'This was changed elsewhere too: nothing of that was overwritten.'
        : 'The note was changed elsewhere too: both versions are kept.';
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

/** What an entry has of the fields that a change names. */
function wasOf(entry: ReadingEntry, change: ReadingChange): ReadingChange {
  const names = Object.keys(change) as (keyof ReadingChange)[];
  return Object.fromEntries(names.map((name) => [name, entry[name]]));
}

/** What is to be written where another tab wrote first; what can stand once only stays theirs. */
export function merged(theirs: ReadingEntry, mine: ReadingChange): ReadingChange {
  const both: ReadingChange = {};
  if (mine.note !== undefined && mine.note !== theirs.note)
    both.note = theirs.note === '' ? mine.note : `${theirs.note}\n\n${mine.note}`;
  const more = mine.tags?.filter((tag) => !theirs.tags.includes(tag)) ?? [];
  if (more.length > 0) both.tags = [...theirs.tags, ...more];
  return both;
}
