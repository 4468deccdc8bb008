// Where the units run: Node, with modules as the browser gets them. Svelte's build for servers would run
// no effects.

import type { Environment } from 'vitest/runtime';

export default {
  name: 'page',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => undefined }),
} satisfies Environment;
