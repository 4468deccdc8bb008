// What the page in a frame tells whoever shows it and asks by `&tell=ORIGIN`: which dataset and query are on screen and
// which rows the reader has chosen, by their places. No values travel so, and nothing is listened to: docs/threat-model.md.

import { audience } from './embed';
import type { SplitRef } from './parameters';

const kAsked = [
  'tab',
  'q',
  'where',
  'sort',
  'mode',
  'like',
  'dislike',
  'topic',
  'value',
  'sql',
] as const;
/** A view of the page, as far as its rows depend on it. */
type Asked = Record<(typeof kAsked)[number], string | number[]>;

interface Told {
  dataset: string;
  config: string;
  split: string;
  /** What of the view says which rows are shown, and in which order. */
  query: Partial<Asked>;
  /** The row whose panel is open, by its index in the split. */
  row: number | null;
  /** The chosen rows of the table, by their places in the result; half-open. */
  range: [number, number] | null;
  /** How often labels or saved rows have been changed here. */
  changes: number;
}

/** Sends what it is told as one message a turn; `post` null: there is nobody. */
export class Teller {
  private state: Partial<Told> = { row: null, range: null, changes: 0 };
  private waits = false;

  constructor(private readonly post: ((message: object) => void) | null) {}

  tell(part: Partial<Told>): void {
    if (!this.post) return;
    // The rows of another query stand elsewhere: what was chosen among those before is chosen no more.
    if (this.isElsewhere(part)) this.state.range = null;
    this.state = { ...this.state, ...part };
    if (this.waits) return;
    this.waits = true;
    queueMicrotask(() => {
      this.waits = false;
      if (this.state.dataset) this.post?.({ vitrine: 1, ...this.state });
    });
  }

  private isElsewhere(part: Partial<Told>): boolean {
    const before = this.state;
    return (['dataset', 'config', 'split', 'query'] as const).some(
      (key) =>
        part[key] !== undefined &&
        before[key] !== undefined &&
        JSON.stringify(part[key]) !== JSON.stringify(before[key]),
    );
  }

  /** The dataset and view on screen. */
  tellPlace(ref: SplitRef, view: Asked & { row: number | null }): void {
    this.tell(whereabouts(ref, view));
  }

  /** Labels or saved rows have been changed. */
  tellChange(): void {
    this.tell({ changes: (this.state.changes ?? 0) + 1 });
  }
}

/** Of a view, what its rows depend on; what is empty is left out. */
export function askedBy(view: Asked): Partial<Asked> {
  const given = kAsked.filter((key) => view[key].length > 0);
  return Object.fromEntries(given.map((key) => [key, view[key]]));
}

/** The dataset and view on screen, as they are told. */
export function whereabouts(
  { owner, name, config, split }: SplitRef,
  view: Asked & { row: number | null },
): Partial<Told> {
  return { dataset: `${owner}/${name}`, config, split, query: askedBy(view), row: view.row };
}

export const teller = new Teller(
  audience ? (message) => parent.postMessage(message, audience) : null,
);
