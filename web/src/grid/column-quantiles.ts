// The quantiles of one column, fetched where its panel is open.

import { columnList, datasetPath, queryString, requestJson } from '../data/api';
import type { SplitRef } from '../data/parameters';
import type { Quantile, SearchAnswer } from '../data/api-types';

/** Of all rows; of those that are shown, where they are others: else null. */
interface ShownQuantiles {
  all: Quantile[];
  here: Quantile[] | null;
}

/** Errors: those of requestJson(). */
export async function columnQuantiles(
  split: SplitRef,
  { q, where }: { q: string; where: string },
  column: string,
): Promise<ShownQuantiles> {
  const of = async (query: { q: string; where: string }) => {
    const { owner, name, ...place } = split;
    const path = `${datasetPath(owner, name)}/facets${queryString<'facets'>({
      ...place,
      ...query,
      mode: query.q ? 'keyword' : '',
      facets: columnList([column]),
      facet_limit: 1,
      quantiles: true,
    })}`;
    const { facets } = await requestJson<SearchAnswer>(path, ['facets']);
    return facets?.[column]?.quantiles ?? [];
  };
  const [all, here] = await Promise.all([
    of({ q: '', where: '' }),
    q === '' && where === '' ? null : of({ q, where }),
  ]);
  return { all, here };
}
