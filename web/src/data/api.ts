// The one place that talks to the server. Every call takes an AbortSignal, checks the outline of the
// answer and fails with an ApiError whose message can be shown to a person.

import type { ApiParameters } from './api-parameters';
import type {
  Columns,
  Dataset,
  DatasetList,
  FacetAnswer,
  RowAnswer,
  SearchAnswer,
} from './api-types';
import { base } from './base';
import { frameHeaders } from './embed';
import { withDates } from './column-kind';
import { parseExact } from './exact-json';
import type { FacetQuery, RowQuery, SplitRef } from './parameters';
import { kNeedsServer, site, sitePath } from './site';
import { tellAudience } from './tell';
import { quoteName } from './where';

export class ApiError extends Error {
  /**
   * `status` 0: the server could not be reached; `code`: the header X-Error-Code; `details`: the
   * answer's other fields.
   */
  constructor(
    message: string,
    readonly status: number,
    readonly code = '',
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }

  get offline(): boolean {
    return this.status === 0;
  }
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** The text to show for anything that was thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function datasetPath(owner: string, name: string): string {
  return `${base}/api/v1/datasets/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}

/** A picture that the dataset's card shows, by the path that the card names it with. */
export function cardPictureUrl({ owner, name }: SplitRef, path: string): string {
  const parts = ['card', ...path.split('/')];
  if (site) return sitePath(...parts);
  return `${datasetPath(owner, name)}/${parts.map(encodeURIComponent).join('/')}`;
}

/** What a question can be asked with; a blank is as good as none. */
export type Asked<T> = { [K in keyof T]?: T[K] | '' | undefined };
/** In a query string a list is one text: see columnList(). */
export type AskedInUrl<T> = Asked<{ [K in keyof T]?: Exclude<T[K], readonly unknown[]> }>;

/**
 * `?q=reward&limit=2` without the empty values; "" where nothing is left. Takes the parameters that
 * the server's table has for the question, and no other.
 */
export function queryString<Q extends keyof ApiParameters = 'search'>(
  parameters: AskedInUrl<ApiParameters[Q]>,
): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') search.set(key, String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** Pictures, sound and films are fetched one by one as they come into view. */
export const kMediaApart = '&media=address';

/** Whether `q` ends in what may be the beginning of a word, as the parameter `typing`. */
export function typedEnd({ q, typing }: { q: string; typing?: boolean }): 1 | '' {
  return typing && /[\p{L}\p{N}]$/u.test(q) ? 1 : '';
}

/** The table asks by words alone: what is counted over it are the rows that have them. */
export function searchPath(ref: SplitRef, query: RowQuery, limit: number, offset: number): string {
  const { config, split } = ref;
  const { q, where, sort, vectors } = query;
  const mode = q ? 'keyword' : '';
  const typing = typedEnd(query);
  const columns = columnList(query.columns ?? []);
  return (
    `${datasetPath(ref.owner, ref.name)}/search` +
    queryString({ config, split, q, mode, typing, where, sort, columns, vectors, limit, offset })
  );
}

/** Names as the server's lists of columns take them: `title,"TL;DR"`. */
export function columnList(names: string[]): string {
  return names.map((name) => (/^[A-Za-z_]\w*$/.test(name) ? name : quoteName(name))).join(',');
}

const kNoAnswer = site
  ? 'A file of this page could not be fetched.'
  : 'The server does not answer. Is `vitrine serve` still running?';

/** What reads a site's files, loaded where there is a site. */
const siteFiles = () => import('./site-files');

/** A person has written a condition, not a parameter. */
function forPeople(message: string): string {
  return message.replace(/^Parameter '[a-z_]+': (.)/, (_, first: string) => first.toUpperCase());
}

export async function requestJson<T>(
  path: string,
  outline: (keyof T)[],
  signal?: AbortSignal,
  init: RequestInit = {},
  parse: (text: string) => unknown = parseExact,
): Promise<T> {
  if (site && path.startsWith('/')) throw new ApiError(kNeedsServer, 422);
  let response: Response;
  try {
    response = await fetch(path, {
      ...init,
      headers: { Accept: 'application/json', ...frameHeaders, ...init.headers },
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(kNoAnswer, 0);
  }
  const body: unknown = await response
    .text()
    .then(parse)
    .catch((error: unknown) => {
      if (isAbort(error)) throw error;
      return null;
    });
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  if (!response.ok) {
    const message = fields['error'];
    throw new ApiError(
      typeof message === 'string' ? forPeople(message) : `The server answered ${response.status}.`,
      response.status,
      response.headers.get('X-Error-Code') ?? '',
      fields,
    );
  }
  const lacks = outline.find((key) => !(key in fields));
  if (lacks !== undefined)
    throw new ApiError(`The server's answer lacks "${String(lacks)}".`, response.status);
  if (init.method === 'PUT' || init.method === 'DELETE')
    void tellAudience((teller) => teller.tellChange());
  return body as T;
}

export function listDatasets(signal?: AbortSignal): Promise<DatasetList> {
  return requestJson<DatasetList>(`${base}/api/v1/datasets`, ['datasets'], signal);
}

export async function getDataset(
  owner: string,
  name: string,
  signal?: AbortSignal,
): Promise<Dataset> {
  if (site) return (await siteFiles()).siteDataset(signal);
  return requestJson<Dataset>(datasetPath(owner, name), ['id', 'configs'], signal);
}

/** Statistics are figures to reckon with. */
const parseFigures = (text: string): unknown => JSON.parse(text);

export async function getColumns(ref: SplitRef, signal?: AbortSignal): Promise<Columns> {
  const { config, split } = ref;
  const path = `${datasetPath(ref.owner, ref.name)}/columns${queryString<'columns'>({ config, split })}`;
  const answer = site
    ? await (await siteFiles()).siteColumns(ref, signal)
    : await requestJson<Columns>(path, ['num_rows', 'columns'], signal, {}, parseFigures);
  return { ...answer, columns: withDates(answer.columns) };
}

export async function searchRows(
  ref: SplitRef,
  query: RowQuery,
  limit: number,
  offset: number,
  signal?: AbortSignal,
): Promise<SearchAnswer> {
  if (site) return (await siteFiles()).siteRows(ref, query, limit, offset, signal);
  return requestJson<SearchAnswer>(
    searchPath(ref, query, limit, offset) + kMediaApart,
    ['total', 'num_rows', 'hits'],
    signal,
  );
}

/** What the rows of a query have in these columns: for the headers of a filtered table. */
export async function resultFacets(
  ref: SplitRef,
  query: FacetQuery,
  columns: string[],
  values: number,
  signal: AbortSignal,
): Promise<Record<string, FacetAnswer>> {
  const { config, split } = ref;
  const { q, where, mode = 'keyword', like = [], dislike = [] } = query;
  const parameters: AskedInUrl<ApiParameters['facets']> = {
    config,
    split,
    q,
    mode: q && mode !== 'hybrid' ? mode : '',
    like: like.join(','),
    dislike: dislike.join(','),
    where,
    facets: columnList(columns),
    facet_limit: values,
  };
  const path = `${datasetPath(ref.owner, ref.name)}/facets${queryString<'facets'>(parameters)}`;
  return (await requestJson<SearchAnswer>(path, ['facets'], signal)).facets ?? {};
}

export async function getRow(
  ref: SplitRef,
  rowIdx: number,
  signal?: AbortSignal,
): Promise<RowAnswer> {
  if (site) return (await siteFiles()).siteRow(ref, rowIdx, signal);
  const { config, split } = ref;
  const path = `${datasetPath(ref.owner, ref.name)}/rows/${rowIdx}${queryString<'row'>({ config, split, media: 'address' })}`;
  return requestJson<RowAnswer>(path, ['row_idx', 'row', 'vectors'], signal);
}
