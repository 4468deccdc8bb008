// What was found, as the rows among which an open one has neighbours.

import type { Hit } from '../data/api-types';
import type { RowsBeside } from '../data/row-source';

export function hitsAsRows(hits: Hit[], numRows: number): RowsBeside {
  return {
    numRows,
    total: hits.length,
    at: (position) => hits[position],
    positionOf: (row) => hits.findIndex((hit) => hit.row_idx === row),
    wantBeside: () => undefined,
  };
}
