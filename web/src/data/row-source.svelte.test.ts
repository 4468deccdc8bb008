import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { SearchAnswer } from './api-types';
import { kPageRows, RowSource } from './row-source';

const total = 100_000;

function page(offset: number, limit: number): SearchAnswer {
  const length = Math.max(0, Math.min(limit, total - offset));
  const hits = Array.from({ length }, (_, i) => ({
    row_idx: offset + i,
    score: null,
    row: {},
    highlights: {},
    why: null,
  }));
  return { total, num_rows: total, took_ms: 1, hits };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function make(latencyMs: number) {
  const asked: number[] = [];
  const aborted: number[] = [];
  const fetchPage = vi.fn((offset: number, limit: number, signal: AbortSignal) => {
    asked.push(offset);
    return new Promise<SearchAnswer>((resolve, reject) => {
      const timer = setTimeout(() => resolve(page(offset, limit)), latencyMs);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        aborted.push(offset);
        reject(new DOMException('', 'AbortError'));
      });
    });
  });
  const source = new RowSource(fetchPage);
  const onChange = vi.fn();
  return { source, asked, aborted, fetchPage, onChange };
}

async function opened(latencyMs = 20) {
  const made = make(latencyMs);
  const open = made.source.open();
  await vi.advanceTimersByTimeAsync(latencyMs + 10);
  await open;
  const { source, onChange } = made;
  $effect.root(() => {
    $effect(() => onChange(source.at(700), source.error));
  });
  flushSync();
  onChange.mockClear();
  return made;
}

it('opens with the first page', async () => {
  const { source, asked } = await opened();
  expect(asked).toEqual([0]);
  expect(source.total).toBe(total);
  expect(source.at(99)?.row_idx).toBe(99);
  expect(source.at(100)).toBeUndefined();
});

it('fetches what is in view and one page ahead', async () => {
  const { source, asked } = await opened();
  source.want(50_050, 50_120);
  await vi.advanceTimersByTimeAsync(90);
  expect(asked).toEqual([0, 50_000, 50_100, 50_200]);
  expect(source.at(50_119)?.row_idx).toBe(50_119);
});

it('asks once for a fling, for where it ends', async () => {
  const { source, asked } = await opened();
  for (let at = 1000; at <= 9000; at += 1000) source.want(at, at + 20);
  await vi.advanceTimersByTimeAsync(90);
  expect(asked).toEqual([0, 9000, 9100]);
});

it('fetches ahead of a steady scroll, so that no row in view is missing', async () => {
  const { source } = await opened(60);
  let missing = 0;
  for (let frame = 0; frame < 300; frame += 1) {
    const first = frame * 80; // 5,000 rows a second
    source.want(first, first + 20);
    await vi.advanceTimersByTimeAsync(16);
    if (frame > 30 && !source.at(first)) missing += 1;
  }
  expect(missing).toBe(0);
});

it('fetches ahead from the first step of a scroll', async () => {
  const { source, asked } = await opened();
  source.want(0, 20);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toEqual([0, 100, 200, 300, 400, 500, 600]);
  source.want(80, 100);
  expect(asked.slice(-2)).toEqual([700, 800]);
});

it('has pages ahead of a view that rests, one after the other, where they come quickly', async () => {
  const { source, asked } = await opened(30);
  source.want(5000, 5020);
  await vi.advanceTimersByTimeAsync(110);
  expect(asked).toEqual([0, 5000, 5100, 5200]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toEqual([0, 5000, 5100, 5200, 5300, 5400, 5500, 5600]);

  const slow = await opened(200);
  slow.source.want(5000, 5020);
  await vi.advanceTimersByTimeAsync(3000);
  expect(slow.asked).toEqual([0, 5000, 5100]);
});

it('leaves the pages ahead where the view moves on', async () => {
  const { source, asked } = await opened(30);
  source.want(5000, 5020);
  await vi.advanceTimersByTimeAsync(110);
  source.want(70_000, 70_020);
  await vi.advanceTimersByTimeAsync(100);
  expect(asked).not.toContain(5300);
});

it('asks for no more than the view when it passes too fast to be kept up with', async () => {
  const { source, asked } = await opened(60);
  for (let frame = 0; frame < 20; frame += 1) {
    source.want(frame * 4000, frame * 4000 + 20);
    await vi.advanceTimersByTimeAsync(16);
  }
  expect(asked.length).toBeLessThan(25);
});

it('aborts pages that left the view', async () => {
  const { source, aborted } = await opened(500);
  source.want(5000, 5020);
  await vi.advanceTimersByTimeAsync(45);
  source.want(90_000, 90_020);
  await vi.advanceTimersByTimeAsync(45);
  expect(aborted).toContain(5000);
});

it('keeps a bounded number of pages and fetches forgotten ones again', async () => {
  const { source, asked } = await opened();
  for (let at = 0; at < 60 * kPageRows; at += kPageRows) {
    source.want(at, at + 10);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(source.at(0)).toBeUndefined();
  expect(source.at(59 * kPageRows)).toBeDefined();
  const before = asked.length;
  source.want(0, 10);
  await vi.advanceTimersByTimeAsync(100);
  expect(asked.length).toBeGreaterThan(before);
  expect(source.at(0)).toBeDefined();
});

it('fetches the neighbours of an open row beside the view', async () => {
  const { source } = await opened();
  source.wantBeside(kPageRows * 30);
  await vi.advanceTimersByTimeAsync(100);
  expect(source.at(kPageRows * 30 - 1)).toBeDefined();
  expect(source.at(kPageRows * 30 + 1)).toBeDefined();
});

it('reports a failure and recovers by itself', async () => {
  const { source, fetchPage, onChange } = await opened();
  fetchPage.mockRejectedValueOnce(new Error('away'));
  source.want(700, 720);
  await vi.advanceTimersByTimeAsync(100);
  expect(onChange).toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(4000);
  expect(source.at(700)).toBeDefined();
  expect(source.error).toBeNull();
});

it('falls silent when closed', async () => {
  const { source, asked, onChange } = await opened();
  source.want(700, 720);
  source.close();
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toEqual([0]);
  expect(onChange).not.toHaveBeenCalled();
});

it('finds the position of a row among the pages at hand', async () => {
  const { source } = await opened();
  expect(source.positionOf(42)).toBe(42);
  expect(source.positionOf(4200)).toBe(-1);
});

it('seeks a row of a filtered result by halving it', async () => {
  const fetchPage = vi.fn(async (offset: number, limit: number) => {
    const { hits } = page(offset, Math.min(limit, 1000 - offset));
    // Every seventh row of the split.
    const sparse = hits.map((hit) => ({ ...hit, row_idx: hit.row_idx * 7 }));
    return { ...page(0, 0), total: 1000, hits: sparse };
  });
  const source = new RowSource(fetchPage);
  await source.open();
  fetchPage.mockClear();
  expect(await source.seek(7 * 421)).toBe(421);
  expect(await source.seek(7 * 421 - 3)).toBe(421);
  expect(await source.seek(90_000)).toBe(999);
  expect(fetchPage.mock.calls.length).toBeLessThanOrEqual(3 * 10);
});

it('knows the place of a row of the whole split without asking', async () => {
  const { source, asked } = await opened();
  expect(await source.seek(4711)).toBe(4711);
  expect(await source.seek(total + 5)).toBe(total - 1);
  expect(asked).toEqual([0]);
});
