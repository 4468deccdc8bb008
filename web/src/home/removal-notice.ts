// Puts what is being removed, with its Undo, over whatever page the reader goes on to.

import { mount } from 'svelte';
import RemovalNotice from './RemovalNotice.svelte';
import { removals } from './removals.svelte';

let isShown = false;

export function beginRemoval(id: string): void {
  if (!isShown) {
    isShown = true;
    mount(RemovalNotice, { target: document.body });
    addEventListener('pagehide', () => removals.abandon());
  }
  removals.begin(id);
}
