// Datasets that are about to be removed and can still be had back, wherever on the page the reader is by
// then. Whoever closes the page before has removed nothing.

import { errorText } from '../data/api';
import { removeDataset } from '../data/changes-api';

const kUndoMs = 12_000;

interface Removal {
  id: string;
  timer: ReturnType<typeof setTimeout>;
}

class Removals {
  pending = $state.raw<Removal[]>([]);
  /** The last removal that did not succeed. */
  trouble = $state('');

  /** Removes a dataset in a while: until then undo() keeps it. */
  begin(id: string): void {
    if (this.isPending(id)) return;
    const timer = setTimeout(() => void this.finish(id), kUndoMs);
    this.pending = [...this.pending, { id, timer }];
  }

  isPending(id: string): boolean {
    return this.pending.some((removal) => removal.id === id);
  }

  undo(id: string): void {
    clearTimeout(this.pending.find((removal) => removal.id === id)?.timer);
    this.pending = this.pending.filter((removal) => removal.id !== id);
  }

  /** The page is being closed: what was not removed yet stays. */
  abandon(): void {
    for (const { id } of this.pending) this.undo(id);
  }

  private async finish(id: string): Promise<void> {
    this.trouble = '';
    try {
      await removeDataset(id);
    } catch (error) {
      this.trouble = errorText(error);
    }
    this.undo(id);
  }
}

export const removals = new Removals();
