// The way to whoever shows the frame, which comes where somebody listens.

import { audience } from './embed';
import type { Teller } from './embed-messages';

/** Says something, in the order it is said. */
export async function tellAudience(say: (teller: Teller) => void): Promise<void> {
  if (!audience) return;
  const { teller } = await import('./embed-messages');
  say(teller);
}

/** The rows that are chosen in the table, by their places. */
export function tellChosen(range: [number, number] | null): void {
  void tellAudience((teller) => teller.tell({ range }));
}
