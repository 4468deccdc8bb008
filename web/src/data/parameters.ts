// What the tabs ask with, as their controls have it; api.ts makes of it the parameters of the server's
// routes (api-parameters.ts).

import type { ApiParameters } from './api-parameters';

/** How words are understood: by themselves, by what they mean, or both. */
export type Mode = NonNullable<ApiParameters['search']['mode']>;
export const kModes: readonly Mode[] = ['hybrid', 'keyword', 'semantic'];

/** A split of a dataset; empty names stand for the first config and its first split. */
export interface SplitRef {
  owner: string;
  name: string;
  config: string;
  split: string;
}

export interface RowQuery {
  q: string;
  where: string;
  sort: string;
  /** Left out: the rows that have the words alone. */
  mode?: Mode;
  /** Show of each vector what a cell has room for. */
  vectors?: 'sketch';
  /** The last word may be the beginning of a longer one. */
  typing?: boolean;
  /** Names of columns; none, or left out: every column but the vectors. */
  columns?: string[];
}

/** What facets are counted over: `like` and `dislike` bring rows into a result by meaning. */
export interface FacetQuery extends RowQuery {
  like?: number[];
  dislike?: number[];
}

/** Everything that the Search tab may ask for. */
export interface SearchRequest extends RowQuery {
  typing: boolean;
  mode: Mode;
  like: number[];
  dislike: number[];
  /** Names of columns; empty: none. */
  facets: string[];
  columns: string[];
  limit: number;
  offset: number;
}
