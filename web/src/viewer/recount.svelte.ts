// What the headers of a filtered table say: the columns counted anew over the rows of its query.

import { resultFacets } from '../data/api';
import type { SplitRef } from '../data/parameters';
import type { Column, FacetAnswer } from '../data/api-types';
import { site } from '../data/site';
import { Resource } from '../data/resource.svelte';
import { isMeasured } from '../data/conditions';
import { isVector } from '../data/column-kind';

/** Columns counted at once: more than a wide screen shows. */
const kMostColumns = 40;
/** More classes than a header has segments. */
const kMostValues = 40;

/** Those of the columns that are worth counting, by name. */
function countedColumns(columns: Column[]): string[] {
  return columns
    .filter((column) => column.statistics !== null && !isVector(column) && !isMeasured(column))
    .map((column) => column.name)
    .slice(0, kMostColumns);
}

/** By column, for the rows of `query`; null where the table is not filtered, or nothing can be counted (a site's headers stay those of all rows). */
export function recount(
  split: () => SplitRef,
  query: () => { q: string; where: string },
  columns: () => Column[],
): Resource<Recounted, Record<string, FacetAnswer>> {
  return new Resource(
    () => {
      const { q, where } = query();
      const names = countedColumns(columns());
      return site || (q === '' && where === '') || names.length === 0
        ? null
        : { split: split(), q, where, names };
    },
    ({ split, q, where, names }, signal) =>
      resultFacets(split, { q, where, sort: '' }, names, kMostValues, signal),
  );
}

interface Recounted {
  split: SplitRef;
  q: string;
  where: string;
  names: string[];
}
