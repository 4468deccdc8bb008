// A server refuses an answer that would be too large (413). Rows with very long cells are then asked
// for in smaller pieces, so that a single row of a hundred never keeps the others from being seen.

import { ApiError } from './api';
import type { Hit, SearchAnswer } from './api-types';
import type { FetchPage } from './row-source';

const kPieces = 10;
const kTooLarge = 413;

/** The same rows as `fetchPage` gives. Errors: its own; 413 only where a single row is too large. */
export function inPieces(fetchPage: FetchPage): FetchPage {
  return async function fetchWhole(offset, limit, signal): Promise<SearchAnswer> {
    try {
      return await fetchPage(offset, limit, signal);
    } catch (error) {
      const tooLarge = error instanceof ApiError && error.status === kTooLarge;
      if (!tooLarge || limit <= 1) throw error;
    }
    const step = Math.ceil(limit / kPieces);
    const hits: Hit[] = [];
    for (;;) {
      const from = offset + hits.length;
      const most = Math.min(step, offset + limit - from);
      const piece = await fetchWhole(from, most, signal);
      hits.push(...piece.hits);
      if (piece.hits.length < most || hits.length >= limit) return { ...piece, hits };
    }
  };
}
