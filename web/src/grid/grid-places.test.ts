// Places in the grid over input made at random: what is moved, drawn, copied and ordered.

import { describe, expect, it } from 'vitest';
import type { Column, Hit, Json, Row } from '../data/api-types';
import type { Rows } from '../data/row-source';
import { forSeeds } from '../ui/testing/random';
import { areInHits, cellsText, rangeBetween, sizeOf } from './cell-range';
import { decimalsByColumn, firstRows } from './decimals';
import { headerAction, moveCell } from './grid-keys';
import { columnOffsets, visibleColumns, visibleRows } from './grid-layout';
import { kMaxHeight, ScrollScale } from './scroll-scale';

const column = (name: string, more: Partial<Column> = {}): Column => ({
  name,
  type: 'string',
  feature: { dtype: 'string', _type: 'Value' },
  role: '',
  column_type: null,
  statistics: null,
  extra: {},
  ...more,
});

describe('a range of cells', () => {
  it('holds both its cells and no more than lies between them', () => {
    forSeeds(200, (random) => {
      const [a, b] = [0, 1].map(() => ({ row: random.below(9), column: random.below(9) })) as [
        { row: number; column: number },
        { row: number; column: number },
      ];
      const range = rangeBetween(a, b);
      if (!range) throw new Error('no range');
      const inside = ({ row, column: at }: typeof a) =>
        row >= range.rows[0] &&
        row < range.rows[1] &&
        at >= range.columns[0] &&
        at < range.columns[1];
      expect(inside(a) && inside(b)).toBe(true);
      expect(sizeOf(range)).toBe(
        (Math.abs(a.row - b.row) + 1) * (Math.abs(a.column - b.column) + 1),
      );
      expect(rangeBetween(b, a)).toEqual(range);
    });
  });
});

/** Reads what cellsText() wrote, as a spreadsheet does. */
function pasted(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  for (let at = 0; at <= text.length; at += 1) {
    const char = text[at];
    if (char === '"' && cell === '') {
      for (at += 1; text[at] !== '"' || text[at + 1] === '"'; at += 1) {
        if (text[at] === '"') at += 1;
        cell += text[at] ?? '';
      }
    } else if (char === '\t' || char === '\n' || char === '\r' || char === undefined) {
      rows[rows.length - 1]?.push(cell);
      cell = '';
      if (char === '\n' || char === '\r') rows.push([]);
    } else {
      cell += char;
    }
  }
  return rows;
}

describe('copied cells', () => {
  it('come out of a spreadsheet as they went in', () => {
    forSeeds(500, (random) => {
      const columns = ['a', 'b', 'c'].slice(0, 1 + random.below(3)).map((name) => column(name));
      const rows: Row[] = Array.from({ length: 1 + random.below(3) }, () =>
        Object.fromEntries(
          columns.map(({ name }) => [
            name,
            random.once(5) ? null : random.text() + random.pick(['', '\t', '\r']),
          ]),
        ),
      );
      if (rows.length === 1 && columns.length === 1) return;
      const wanted = rows.map((row) => columns.map(({ name }) => String(row[name] ?? '')));
      expect(pasted(cellsText(rows, columns))).toEqual(wanted);
    });
  });

  it('are nothing of no rows', () => {
    expect(cellsText([], [column('a')])).toBe('');
    expect(cellsText([{}], [column('a')])).toBe('');
    expect(cellsText([{ a: null }], [column('a')])).toBe('');
  });

  it('are here unless one of them is a vector', () => {
    const vector = column('v', { kind: 'vector' });
    expect(areInHits([])).toBe(true);
    expect(areInHits([column('a')])).toBe(true);
    expect(areInHits([column('a'), vector])).toBe(false);
  });
});

describe('keys', () => {
  it('never leave the table', () => {
    const keys = [
      'ArrowUp',
      'ArrowDown',
      'ArrowLeft',
      'ArrowRight',
      'PageUp',
      'PageDown',
      'Home',
      'End',
    ];
    forSeeds(500, (random) => {
      const size = { rows: random.below(20), columns: 1 + random.below(5), page: random.below(8) };
      const from = { row: random.below(size.rows + 1) - 1, column: random.below(size.columns) };
      const ctrlKey = random.once(2);
      const to = moveCell(
        from,
        { key: random.pick(keys), ctrlKey, metaKey: false, altKey: false },
        size,
      );
      if (!to) throw new Error('nowhere');
      expect(to.row).toBeGreaterThanOrEqual(-1);
      expect(to.row).toBeLessThan(Math.max(size.rows, 0.5));
      expect(to.column).toBeGreaterThanOrEqual(0);
      expect(to.column).toBeLessThan(size.columns);
    });
  });

  it('with Alt, or in a table without columns, are the browser’s', () => {
    const key = { key: 'ArrowUp', ctrlKey: false, metaKey: false, altKey: true };
    expect(moveCell({ row: 0, column: 0 }, key, { rows: 1, columns: 1, page: 1 })).toBeNull();
    expect(
      moveCell({ row: 0, column: 0 }, { ...key, altKey: false }, { rows: 1, columns: 0, page: 1 }),
    ).toBeNull();
  });

  it('work the header by Shift', () => {
    const press = (key: string, held: string[] = []) =>
      headerAction({
        key,
        altKey: false,
        ctrlKey: held.includes('ctrl'),
        metaKey: held.includes('meta'),
        shiftKey: held.includes('shift'),
      });
    expect(press('ArrowLeft', ['shift', 'ctrl'])).toBe('left');
    expect(press('ArrowRight', ['shift'])).toBe('wider');
    expect(press('ArrowUp', ['shift'])).toBeNull();
    expect(press('p', ['meta'])).toBeNull();
    expect(press('P')).toBeNull();
  });
});

describe('what is drawn', () => {
  it('of columns covers the view and little else', () => {
    forSeeds(300, (random) => {
      const widths = Array.from({ length: 1 + random.below(60) }, () => 40 + random.below(300));
      const offsets = columnOffsets(widths, 60);
      expect(offsets.at(-1)).toBe(60 + widths.reduce((a, b) => a + b, 0));
      const left = random.below(offsets.at(-1) ?? 0);
      const [first, end] = visibleColumns(offsets, left, 1000);
      widths.forEach((width, i) => {
        const from = offsets[i] ?? 0;
        const touches = from < left + 1000 && from + width > left;
        if (touches) expect(i >= first && i < end, `column ${i}`).toBe(true);
        const isFar = from + width < left - 240 || from >= left + 1240;
        if (isFar) expect(i >= first && i < end, `column ${i}`).toBe(false);
      });
    });
  });

  it('of rows covers the view, a few around and nothing beyond the ends', () => {
    forSeeds(300, (random) => {
      const [total, height] = [random.below(1000), 20 + random.below(60)];
      const top = random.below(total * height + 1);
      const [first, end] = visibleRows(top, 600, height, total);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(total);
      expect(first).toBeLessThanOrEqual(end);
      for (let row = 0; row < total; row += 1)
        if (row * height < top + 600 && (row + 1) * height > top)
          expect(row >= first && row < end).toBe(true);
      expect(end - first).toBeLessThanOrEqual(Math.ceil(600 / height) + 10);
    });
  });

  it('of more rows than a browser lays out is in proportion and reaches both ends', () => {
    forSeeds(200, (random) => {
      const content = 1000 + random.below(2 ** 31);
      const scale = new ScrollScale(content, 600);
      expect(scale.height).toBe(Math.min(content, kMaxHeight));
      let physical = 0;
      for (let i = 0; i < 30; i += 1) {
        if (random.once(3)) {
          const to = random.below(content);
          physical = scale.jump(to);
          expect(scale.top).toBe(Math.min(to, content - 600));
        } else {
          physical = Math.max(
            0,
            Math.min(
              scale.height - 600,
              physical + random.pick([-900, -40, 40, 900, random.below(scale.height)]),
            ),
          );
          scale.scrolled(physical);
        }
        expect(scale.top).toBeGreaterThanOrEqual(0);
        expect(scale.top).toBeLessThanOrEqual(content - 600);
        expect(scale.place(scale.top)).toBeCloseTo(physical, 3);
      }
      scale.scrolled(0);
      expect(scale.top).toBe(0);
      scale.scrolled(scale.height - 600);
      expect(scale.top).toBe(content - 600);
    });
  });
});

describe('decimals', () => {
  const source = (rows: (Row | undefined)[]): Rows => ({
    total: rows.length,
    numRows: rows.length,
    at: (position) => (rows[position] ? ({ row: rows[position] } as Hit) : undefined),
    want: () => undefined,
  });

  it('are those of the first rows, also once these are gone', () => {
    const first = firstRows(3);
    const rows: (Row | undefined)[] = [{ n: 1.5 }, { n: 2 }, { n: 3 }, { n: 4 }];
    const one = source(rows);
    expect(first(one)).toHaveLength(3);
    rows[0] = undefined;
    expect(first(one)).toHaveLength(3);
    expect(first(source([{ n: 1 }, undefined, { n: 2 }]))).toHaveLength(1);
    expect(first(source([]))).toEqual([]);
  });

  it('are looked for again while no row is here', () => {
    const first = firstRows(3);
    const rows: (Row | undefined)[] = [undefined];
    const one = source(rows);
    expect(first(one)).toEqual([]);
    rows[0] = { n: 1 };
    expect(first(one)).toEqual([{ n: 1 }]);
  });

  it('are of numbers alone', () => {
    const n = column('n', { feature: { dtype: 'float64', _type: 'Value' } });
    const rows = [
      { n: 1.5, t: 'x' },
      { n: 2.25, t: 'y' },
    ] satisfies Record<string, Json>[];
    expect(Object.keys(decimalsByColumn([n, column('t')], rows))).toEqual(['n']);
    expect(decimalsByColumn([n], rows)['n']).toBe(2);
  });
});
