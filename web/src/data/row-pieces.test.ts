import { expect, it, vi } from 'vitest';
import { ApiError } from './api';
import type { SearchAnswer } from './api-types';
import { inPieces } from './row-pieces';

const signal = new AbortController().signal;

/** A split of `total` rows, whose row 37 weighs 50 and every other 1; an answer may weigh `most`. */
function split(total: number, most: number) {
  return vi.fn((offset: number, limit: number): Promise<SearchAnswer> => {
    const rows = Array.from(
      { length: Math.max(0, Math.min(limit, total - offset)) },
      (_, i) => offset + i,
    );
    const weight = rows.reduce((sum, row) => sum + (row === 37 ? 50 : 1), 0);
    if (weight > most) return Promise.reject(new ApiError('too large', 413));
    const hits = rows.map((row_idx) => ({
      row_idx,
      score: null,
      row: {},
      highlights: {},
      why: null,
    }));
    return Promise.resolve({ total, num_rows: total, took_ms: 1, hits });
  });
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

it('asks once where the answer fits', async () => {
  const fetchPage = split(1000, 200);
  await inPieces(fetchPage)(100, 100, signal);
  expect(fetchPage).toHaveBeenCalledTimes(1);
});

it('gives the same rows in order from smaller answers', async () => {
  for (const most of [99, 60, 50]) {
    const answer = await inPieces(split(1000, most))(0, 100, signal);
    expect(answer.hits.map((hit) => hit.row_idx)).toEqual(range(0, 100));
    expect(answer.total).toBe(1000);
  }
});

it('ends with the rows', async () => {
  const answer = await inPieces(split(42, 60))(0, 100, signal);
  expect(answer.hits.map((hit) => hit.row_idx)).toEqual(range(0, 42));
});

it('fails where one row alone is too large, and passes other failures on', async () => {
  await expect(inPieces(split(1000, 49))(0, 100, signal)).rejects.toMatchObject({ status: 413 });
  const away = vi.fn().mockRejectedValue(new ApiError('away', 0));
  await expect(inPieces(away)(0, 100, signal)).rejects.toMatchObject({ status: 0 });
  expect(away).toHaveBeenCalledTimes(1);
});
