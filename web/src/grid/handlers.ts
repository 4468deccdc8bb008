// What the table tells whoever shows it.

import type { Hit } from '../data/api-types';

export interface GridHandlers {
  onopen: (hit: Hit) => void;
  /** `add`: beside the keys that order the rows already. */
  onsort: (column: string, add: boolean) => void;
  onsortset: (sort: string) => void;
  oncondition: (condition: string) => void;
}
