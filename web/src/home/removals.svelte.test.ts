import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removals } from './removals.svelte';

let deleted: string[] = [];
beforeEach(() => {
  vi.useFakeTimers();
  deleted = [];
  vi.stubGlobal('fetch', (path: string) => {
    deleted.push(path);
    return Promise.resolve({ ok: true, status: 200, text: () => Promise.resolve('{}') });
  });
});
afterEach(() => {
  removals.abandon();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('removes a dataset after a while, and once', async () => {
  removals.begin('local/a');
  removals.begin('local/a');
  expect(removals.isPending('local/a')).toBe(true);
  await vi.advanceTimersByTimeAsync(5000);
  expect(deleted).toEqual([]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(deleted).toEqual(['/api/v1/datasets/local/a']);
  expect(removals.isPending('local/a')).toBe(false);
});

it('removes nothing that was taken back', async () => {
  removals.begin('local/a');
  removals.begin('local/b');
  removals.undo('local/a');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(deleted).toEqual(['/api/v1/datasets/local/b']);
});

it('removes nothing when the page is closed before', async () => {
  removals.begin('local/a');
  removals.abandon();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(deleted).toEqual([]);
});
