// The map's routes, as docs/api.md describes them.

import { ApiError, datasetPath, isAbort, queryString } from '../data/api';
import { frameHeaders } from '../data/embed';
import type { SplitRef } from '../data/parameters';

export type Pair = [number, number];

export interface Bounds {
  lowest: Pair;
  highest: Pair;
}

export interface Cluster {
  num_points: number;
  /** Of a fine cluster: its coarse one. */
  parent?: number;
  anchor: Pair;
  terms: string[];
}

export interface MapAnswer {
  state: 'ready';
  /** null: the vectors that the server made of the rows' text. */
  column: string | null;
  num_rows: number;
  num_points: number;
  num_left_out: number;
  num_bytes: number;
  checksum: string;
  layout: { bounds: Bounds; clusters: { coarse: Cluster[]; fine: Cluster[] } };
}

export interface MapProgress {
  state: 'queued' | 'computing';
  stage: string;
  /** Of the whole, from 0 to 1. */
  progress: number;
  done: number;
  total: number;
}

function address(ref: SplitRef, column: string, part = ''): string {
  const { config, split } = ref;
  return `${datasetPath(ref.owner, ref.name)}/map${part}${queryString<'map'>({ config, split, column })}`;
}

async function ask(path: string, signal: AbortSignal | undefined, init: RequestInit = {}) {
  let response: Response;
  try {
    response = await fetch(path, {
      ...init,
      headers: { ...frameHeaders, ...init.headers },
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError('The server does not answer. Is `vitrine serve` still running?', 0);
  }
  if (!response.ok) {
    const body = (await response.json().catch(() => ({}))) as { error?: string };
    throw new ApiError(
      body.error ?? `The server answered ${response.status}.`,
      response.status,
      response.headers.get('X-Error-Code') ?? '',
    );
  }
  return response;
}

export async function getMap(
  ref: SplitRef,
  column: string,
  signal?: AbortSignal,
): Promise<MapAnswer | MapProgress> {
  const response = await ask(address(ref, column), signal);
  return (await response.json()) as MapAnswer | MapProgress;
}

export async function getPoints(
  ref: SplitRef,
  column: string,
  signal?: AbortSignal,
): Promise<ArrayBuffer> {
  const response = await ask(address(ref, column, '/points'), signal);
  if (response.status !== 200) throw new ApiError('The map is being made again.', response.status);
  return response.arrayBuffer();
}

export async function cancelMap(ref: SplitRef, column: string): Promise<void> {
  await ask(address(ref, column), undefined, { method: 'DELETE' });
}
