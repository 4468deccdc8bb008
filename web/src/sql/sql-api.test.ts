import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../data/api';
import { adviceFor, filePath, fitsAddress, placeOf, runSql } from './sql-api';

const ref = { owner: 'local', name: 'papers', config: '', split: '' };

describe('placeOf', () => {
  it('is what the server says, or nothing', () => {
    const said = new ApiError('no such column', 422, 'InvalidParameter', { line: 2, column: 7 });
    expect(placeOf(said)).toEqual({ line: 2, column: 7 });
    expect(placeOf(new ApiError('late', 503))).toBeNull();
    expect(placeOf(new Error('x'))).toBeNull();
  });
});

describe('adviceFor', () => {
  it('says what to do where the server cannot go on', () => {
    expect(adviceFor(new ApiError('', 503, 'RequestCancelled'))).toContain('SAMPLE');
    expect(adviceFor(new ApiError('', 503, 'ResponseNotReady'))).toContain('again');
    expect(adviceFor(new ApiError('', 413))).toContain('columns');
    expect(adviceFor(new ApiError('', 422, 'InvalidParameter'))).toBe('');
  });
});

describe('filePath', () => {
  it('carries the query whole, or not at all', () => {
    expect(filePath(ref, 'SELECT 1 + 1', 'csv')).toBe(
      '/api/v1/datasets/local/papers/sql?sql=SELECT+1+%2B+1&format=csv',
    );
    expect(filePath(ref, 'x'.repeat(9000), 'csv')).toBeNull();
    expect(fitsAddress('x'.repeat(9000))).toBe(false);
  });
});

describe('runSql', () => {
  const busy = () =>
    new Response('{"error":"2 queries are running already"}', {
      status: 503,
      headers: { 'X-Error-Code': 'ResponseNotReady' },
    });
  const answer = { columns: [], rows: [], num_rows: 0, truncated: false, took_ms: 1 };

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('waits for a place while the server runs as many queries as it may', async () => {
    vi.useFakeTimers();
    const answers = [busy(), busy(), new Response(JSON.stringify(answer))];
    vi.stubGlobal('fetch', () => Promise.resolve(answers.shift()));
    const asked = runSql(ref, 'SELECT 1', new AbortController().signal);
    await vi.runAllTimersAsync();
    expect(await asked).toEqual(answer);
  });

  it('gives up in the end, and at once for any other error', async () => {
    vi.useFakeTimers();
    const fetch = vi.fn(() => Promise.resolve(busy()));
    vi.stubGlobal('fetch', fetch);
    const asked = expect(runSql(ref, 'SELECT 1', new AbortController().signal)).rejects.toThrow(
      'running already',
    );
    await vi.runAllTimersAsync();
    await asked;
    expect(fetch.mock.calls.length).toBeGreaterThan(3);
    const wrong = vi.fn(() => Promise.resolve(new Response('{"error":"no"}', { status: 422 })));
    vi.stubGlobal('fetch', wrong);
    await expect(runSql(ref, 'SELECT', new AbortController().signal)).rejects.toThrow('no');
    expect(wrong).toHaveBeenCalledOnce();
  });

  it('is cancelled while it waits', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(busy()));
    const controller = new AbortController();
    const asked = runSql(ref, 'SELECT 1', controller.signal);
    controller.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });
});
