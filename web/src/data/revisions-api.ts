// The commits of a dataset, by the Hub's own route, which the server answers (docs/pushing.md).

import { requestJson } from './api';
import { base } from './base';
import { site } from './site';

interface Commit {
  id: string;
  title: string;
  authors: { user: string }[];
  /** In ISO form, UTC. */
  date: string;
}

/** The latest first. A page of files has none. */
export async function getCommits(
  owner: string,
  name: string,
  signal?: AbortSignal,
): Promise<Commit[]> {
  if (site) return [];
  const path = `${encodeURIComponent(owner)}/${encodeURIComponent(name)}/commits/main`;
  return requestJson<Commit[]>(`${base}/api/datasets/${path}`, ['length'], signal);
}
