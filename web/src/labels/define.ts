// Columns of labels made, changed and removed.

import { requestJson } from '../data/api';
import type { Label } from '../data/api-types';
import { labelPath } from '../data/labels.svelte';
import type { SplitRef } from '../data/parameters';

/** Adds a column, or changes its choices. Errors: those of the server. */
export async function defineLabel(
  ref: SplitRef,
  name: string,
  kind: Label['kind'],
  choices: string[],
): Promise<void> {
  await requestJson<object>(labelPath(ref, name), [], undefined, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ kind, choices }),
  });
}

/** Removes it with its values, of which there are as many as the reader was told. */
export async function removeLabel(ref: SplitRef, label: Label): Promise<void> {
  const path = `${labelPath(ref, label.name)}?values=${label.num_values}`;
  await requestJson<object>(path, [], undefined, { method: 'DELETE' });
}
