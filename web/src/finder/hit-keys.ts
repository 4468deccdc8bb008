// Results by keys alone: down from the search box to the first, J and K to the next and the one before,
// Enter to open, and the letters that a result's buttons name in aria-keyshortcuts.

type HitKey = 'first' | 'next' | 'previous' | 'open' | { press: string };

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** Where the focus is when a key comes. */
export type FocusPlace = 'search box' | 'a result' | 'another field' | 'elsewhere';

/** What a key asks of the results; null: nothing. A letter that is typed into a field is the field's. */
export function hitKey(pressed: Pressed, from: FocusPlace): HitKey | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null;
  const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key;
  if (from === 'search box') return key === 'ArrowDown' ? 'first' : null;
  if (from === 'another field') return null;
  if (key === 'j') return 'next';
  if (key === 'k') return 'previous';
  if (from !== 'a result') return null;
  if (key === 'Enter') return 'open';
  return ['s', 'c', 'l'].includes(key) ? { press: key } : null;
}
