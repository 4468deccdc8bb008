// The facets of the columns that are narrowed already, counted as if they were not: what could be chosen
// beside, or instead.

import { resultFacets } from '../data/api';
import type { Column, FacetAnswer } from '../data/api-types';
import type { FacetQuery, Mode, SplitRef } from '../data/parameters';
import { Resource } from '../data/resource.svelte';
import { withoutColumn } from '../data/chips';
import { facetColumns, valuesOf, type Facet } from './facets';

interface Asked {
  ref: SplitRef;
  q: string;
  mode: Mode;
  where: string;
  like: number[];
  dislike: number[];
  columns: Column[];
}

const kListed = 30;
/** The most that the server gives at once. */
const kMostValues = 1000;

/** The result's query without what was chosen of one column. */
function withoutFacet({ q, mode, where, like, dislike }: Asked, column: string): FacetQuery {
  return { q, mode, where: withoutColumn(where, column), like, dislike, sort: '' };
}

export class WiderFacets {
  private readonly counted: Resource<Asked, Record<string, FacetAnswer>>;
  private looked: { key: string; answers: Promise<Record<string, FacetAnswer>> } | null = null;

  constructor(private readonly ask: () => Asked) {
    this.counted = new Resource(
      () => (this.narrowed.length > 0 ? ask() : null),
      async (asked, signal) => {
        const answers = await Promise.all(
          this.narrowed.map(({ name }) =>
            resultFacets(asked.ref, withoutFacet(asked, name), [name], kListed, signal),
          ),
        );
        return Object.assign({}, ...answers) as Record<string, FacetAnswer>;
      },
    );
  }

  /** To be put over the facets of the result. */
  get answers(): Record<string, FacetAnswer> {
    const { narrowed } = this;
    const counted = Object.entries(this.counted.value ?? {});
    return Object.fromEntries(
      counted.filter(([name]) => narrowed.some((one) => one.name === name)),
    );
  }

  /** Asks the server once, however many letters are typed into one facet of one result. */
  async lookUp({ column }: Facet, letters: string): Promise<Facet['values']> {
    const asked = this.ask();
    const { ref } = asked;
    const query = withoutFacet(asked, column.name);
    const key = JSON.stringify([ref, query, column.name]);
    if (this.looked?.key !== key) {
      const { signal } = new AbortController();
      const answers = resultFacets(ref, query, [column.name], kMostValues, signal);
      this.looked = { key, answers };
    }
    const { looked } = this;
    try {
      const answer = (await looked.answers)[column.name];
      const wanted = letters.toLowerCase();
      return answer
        ? valuesOf(column, answer).filter(({ label }) => label.toLowerCase().includes(wanted))
        : [];
    } catch (error) {
      if (this.looked === looked) this.looked = null;
      throw error;
    }
  }

  private get narrowed(): Column[] {
    const { where, columns } = this.ask();
    return facetColumns(columns).filter(({ name }) => withoutColumn(where, name) !== where);
  }
}
