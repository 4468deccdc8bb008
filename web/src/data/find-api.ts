// The questions of the Search tab and of similar rows: what the table does not ask.

import {
  columnList,
  datasetPath,
  kMediaApart,
  queryString,
  requestJson,
  type Asked,
  type AskedInUrl,
  typedEnd,
} from './api';
import type { ApiParameters } from './api-parameters';
import type { Json, SearchAnswer } from './api-types';
import { exactText } from './exact-json';
import type { SearchRequest, SplitRef } from './parameters';

function requestParameters(
  ref: SplitRef,
  request: SearchRequest,
): AskedInUrl<ApiParameters['search']> {
  const { config, split } = ref;
  const { q, where, sort, mode, limit, offset } = request;
  return {
    config,
    split,
    q,
    // The server's own default is not spelt out.
    mode: mode === 'hybrid' ? '' : mode,
    typing: typedEnd(request),
    where,
    sort,
    limit,
    offset,
  };
}

/** Values of one facet that are asked for: a list that can still be read. */
const kFacetValues = 30;

/** Where `request` has an address; likes and dislikes do not travel in it. */
export function findPath(ref: SplitRef, request: SearchRequest): string {
  const parameters: AskedInUrl<ApiParameters['search']> = {
    ...requestParameters(ref, request),
    facets: columnList(request.facets),
    facet_limit: request.facets.length > 0 ? kFacetValues : '',
    columns: columnList(request.columns),
  };
  return `${datasetPath(ref.owner, ref.name)}/search${queryString(parameters)}`;
}

/** The body of the same request, likes and dislikes included. */
export function findBody(ref: SplitRef, request: SearchRequest): Record<string, Json> {
  const { like, dislike, facets, columns } = request;
  const asked: Asked<ApiParameters['search']> = {
    ...requestParameters(ref, request),
    ...{ like, dislike, facets, columns },
    facet_limit: facets.length > 0 ? kFacetValues : '',
  };
  const given: Record<string, Json> = {};
  for (const [name, value] of Object.entries(asked)) {
    if (value === '' || (Array.isArray(value) && value.length === 0)) continue;
    given[name] = value;
  }
  return given;
}

/** One query of the Search tab. */
export function findRows(
  ref: SplitRef,
  request: SearchRequest,
  signal?: AbortSignal,
): Promise<SearchAnswer> {
  const outline: (keyof SearchAnswer)[] = ['total', 'num_rows', 'hits'];
  if (request.like.length === 0 && request.dislike.length === 0)
    return requestJson<SearchAnswer>(findPath(ref, request) + kMediaApart, outline, signal);
  return requestJson<SearchAnswer>(`${datasetPath(ref.owner, ref.name)}/search`, outline, signal, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: exactText({ ...findBody(ref, request), media: 'address' }),
  });
}

export function similarRows(
  ref: SplitRef,
  rowIdx: number,
  column: string,
  limit: number,
  signal?: AbortSignal,
): Promise<SearchAnswer> {
  const { config, split } = ref;
  const path =
    `${datasetPath(ref.owner, ref.name)}/rows/${rowIdx}/similar` +
    queryString<'similar'>({ config, split, column, limit, media: 'address' });
  return requestJson<SearchAnswer>(path, ['hits'], signal);
}
