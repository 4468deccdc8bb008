import { expect, it } from 'vitest';
import { headerAction, moveCell } from './grid-keys';
import { columnOffsets, visibleColumns, visibleRows } from './grid-layout';

const size = { rows: 92_299, columns: 11, page: 8 };
const key = (name: string, ctrlKey = false) => ({
  key: name,
  ctrlKey,
  metaKey: false,
  altKey: false,
});
const from = { row: 10, column: 5 };

it('moves by arrows, pages and ends', () => {
  expect(moveCell(from, key('ArrowUp'), size)).toEqual({ row: 9, column: 5 });
  expect(moveCell(from, key('PageDown'), size)).toEqual({ row: 18, column: 5 });
  expect(moveCell(from, key('Home'), size)).toEqual({ row: 10, column: 0 });
  expect(moveCell(from, key('End', true), size)).toEqual({ row: 92_298, column: 10 });
  expect(moveCell(from, key('Home', true), size)).toEqual({ row: 0, column: 0 });
  expect(moveCell(from, key('x'), size)).toBeNull();
});

it('stays inside, the header being the row above the first', () => {
  expect(moveCell({ row: 0, column: 0 }, key('ArrowUp'), size)).toEqual({ row: -1, column: 0 });
  expect(moveCell({ row: -1, column: 0 }, key('ArrowUp'), size)).toEqual({ row: -1, column: 0 });
  expect(moveCell({ row: 3, column: 0 }, key('PageUp'), size)).toEqual({ row: 0, column: 0 });
  expect(moveCell({ row: -1, column: 0 }, key('ArrowDown'), { ...size, rows: 0 })).toEqual({
    row: -1,
    column: 0,
  });
});

it('draws the rows in view and a few around', () => {
  expect(visibleRows(0, 600, 76, 1000)).toEqual([0, 12]);
  expect(visibleRows(76_000 - 600, 600, 76, 1000)[1]).toBe(1000);
  expect(visibleRows(0, 600, 76, 0)).toEqual([0, 0]);
});

it('draws the columns in view out of thousands', () => {
  const offsets = columnOffsets(
    Array.from({ length: 2000 }, () => 200),
    60,
  );
  expect(offsets[2000]).toBe(400_060);
  const [first, end] = visibleColumns(offsets, 200_000, 1200);
  expect(end - first).toBeLessThan(12);
  expect(offsets[first]).toBeLessThanOrEqual(200_000);
  expect(offsets[end]).toBeGreaterThanOrEqual(201_200);
});

it('works a column by keys while its header is active', () => {
  const press = (name: string, shiftKey = false, ctrlKey = false) =>
    headerAction({ ...key(name, ctrlKey), shiftKey });
  expect(press('Enter')).toBe('sort');
  expect(press(' ')).toBe('menu');
  expect(press('ArrowLeft', true)).toBe('narrower');
  expect(press('ArrowRight', true, true)).toBe('right');
  expect(press('ArrowRight')).toBeNull();
  expect(press('p')).toBe('pin');
  expect(press('p', false, true)).toBeNull();
});
