// What the headers of a filtered table say: the columns counted anew over the rows of its query.

import { isAbort, resultFacets } from '../data/api';
import type { SplitRef } from '../data/parameters';
import type { Column, FacetAnswer } from '../data/api-types';
import { isVector } from '../data/column-kind';

/** Columns counted at once: more than a wide screen shows. */
const kMostColumns = 40;
/** More classes than a header has segments. */
const kMostValues = 40;

/** Those of the columns that are worth counting, by name. */
export function countedColumns(columns: Column[]): string[] {
  return columns
    .filter((column) => column.statistics !== null && !isVector(column))
    .map((column) => column.name)
    .slice(0, kMostColumns);
}

export class Recount {
  /** By column; null where the table is not filtered, or the counts are not here. */
  result = $state.raw<Record<string, FacetAnswer> | null>(null);

  /** Counts for a query; returns what stops it. */
  ask(split: SplitRef, q: string, where: string, columns: string[]): () => void {
    if ((q === '' && where === '') || columns.length === 0) {
      this.result = null;
      return () => undefined;
    }
    const controller = new AbortController();
    resultFacets(split, { q, where, sort: '' }, columns, kMostValues, controller.signal).then(
      (counted) => (this.result = counted),
      // The headers then show the whole split, as their labels say.
      (error: unknown) => {
        if (!isAbort(error)) this.result = null;
      },
    );
    return () => controller.abort();
  }
}
