// What the table tells whoever shows it, and asks.

import type { Column, Hit, Label } from '../data/api-types';
import type { SplitRef } from '../data/parameters';
import type { FetchCells } from './copy-cells';

export interface GridHandlers {
  onopen: (hit: Hit) => void;
  /** `add`: beside the keys that order the rows already. */
  onsort: (column: string, add: boolean) => void;
  onsortset: (sort: string) => void;
  /** `beside`: as an alternative to what is asked of the column already. */
  oncondition: (condition: string, beside?: boolean) => void;
  /** The place of a row among those shown in their own order, or of the first behind it. */
  onseek?: (row: number) => Promise<number>;
  cells?: FetchCells;
  /** Which rows are shown; absent where their columns cannot be asked for. */
  shown?: () => { ref: SplitRef; view: { q: string; where: string } };
  /** A digit in a row, the active cell being of `column`: whether it gave a label. */
  onlabel?: (key: string, hit: Hit | undefined, column: Column | undefined) => boolean;
  /** Opens what changes a column of labels. */
  oneditlabel?: (label: Label) => void;
}
