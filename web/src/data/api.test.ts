import { afterEach, expect, it, vi } from 'vitest';
import { ApiError, datasetPath, listDatasets, queryString, searchPath, searchRows } from './api';

const ref = { owner: 'a/b', name: 'c d', config: '', split: 'test' };
const query = { q: 'x & y', where: `"t" = 'é'`, sort: '' };

afterEach(() => vi.unstubAllGlobals());

function answer(body: unknown, status = 200, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = new Response(text, { status, headers });
  const fetcher = vi.fn().mockResolvedValue(response);
  vi.stubGlobal('fetch', fetcher);
  return fetcher;
}

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await promise.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

it('writes addresses that survive any name and query', () => {
  expect(datasetPath('a/b', 'c d')).toBe('/api/v1/datasets/a%2Fb/c%20d');
  const url = new URL(searchPath(ref, query, 100, 200), 'http://x');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    split: 'test',
    q: 'x & y',
    mode: 'keyword',
    where: `"t" = 'é'`,
    limit: '100',
    offset: '200',
  });
  expect(queryString({ q: '', where: undefined })).toBe('');
});

it("passes the server's sentence and code on", async () => {
  answer({ error: 'There is no column x.' }, 422, { 'X-Error-Code': 'InvalidParameter' });
  const error = await failure(searchRows(ref, query, 1, 0));
  expect(error.message).toBe('There is no column x.');
  expect(error.status).toBe(422);
  expect(error.code).toBe('InvalidParameter');
});

it('says that the server is away', async () => {
  vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('failed')));
  const error = await failure(listDatasets());
  expect(error.offline).toBe(true);
});

it('lets an abort be an abort', async () => {
  vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new DOMException('', 'AbortError')));
  await expect(listDatasets()).rejects.toBeInstanceOf(DOMException);
});

it('refuses answers of another shape', async () => {
  answer({ rows: [] });
  expect((await failure(listDatasets())).message).toContain('datasets');
  answer('<html>', 502);
  expect((await failure(listDatasets())).message).toContain('502');
  answer('null');
  expect((await failure(listDatasets())).message).toContain('datasets');
});
