// How far one is with a saved row, in words that fit what it is.

import type { ReadingState } from './reading-list.svelte';

const kOfRows: Record<ReadingState, string> = {
  'to read': 'to do',
  reading: 'doing',
  read: 'done',
};

export function stateName(state: ReadingState, arePapers: boolean): string {
  return arePapers ? state : kOfRows[state];
}
