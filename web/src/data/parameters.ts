// What may be asked: the parameters of the server's routes as types. The one place that names them.

/** How words are understood: by themselves, by what they mean, or both. */
export const kModes = ['hybrid', 'keyword', 'semantic'] as const;
export type Mode = (typeof kModes)[number];

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
  /** Show of each vector what a cell has room for. */
  vectors?: 'sketch';
}

/** Everything that the Search tab may ask for. */
export interface SearchRequest extends RowQuery {
  /** The last word may be the beginning of a longer one. */
  typing: boolean;
  mode: Mode;
  like: number[];
  dislike: number[];
  /** Names of columns; empty: none. */
  facets: string[];
  /** Names of columns; empty: every column but the vectors. */
  columns: string[];
  limit: number;
  offset: number;
}
