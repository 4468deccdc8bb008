import { describe, expect, it } from 'vitest';
import type { Column } from '../data/api-types';
import { cellsText, rangeBetween, sizeOf } from './cell-range';

const column = (name: string) => ({ name, type: 'string', feature: null, extra: {} }) as Column;
const columns = [column('a'), column('b')];

describe('a range of cells', () => {
  it('lies between two cells, whichever was first', () => {
    const range = { rows: [2, 6], columns: [1, 4] };
    expect(rangeBetween({ row: 2, column: 3 }, { row: 5, column: 1 })).toEqual(range);
    expect(rangeBetween({ row: 5, column: 1 }, { row: 2, column: 3 })).toEqual(range);
    expect(sizeOf({ rows: [2, 6], columns: [1, 4] })).toBe(12);
  });

  it('takes no header', () => {
    expect(rangeBetween({ row: -1, column: 0 }, { row: 2, column: 0 })).toBeNull();
  });
});

describe('copied cells', () => {
  it('are lines with tabs, an empty cell for a null', () => {
    const rows = [
      { a: 'x', b: 1 },
      { a: null, b: 2.5 },
    ];
    expect(cellsText(rows, columns)).toBe('x\t1\n\t2.5');
  });

  it('keep every digit of an integer, and lists as they are written', () => {
    expect(cellsText([{ a: 1234567890123456789n, b: [1, 'two'] }], columns)).toBe(
      '1234567890123456789\t"[1,""two""]"',
    );
  });

  it('are quoted where a value would break the table', () => {
    expect(cellsText([{ a: 'one\ttwo', b: 'say "hi"\nthere' }], columns)).toBe(
      '"one\ttwo"\t"say ""hi""\nthere"',
    );
  });

  it('are the value itself where it is one', () => {
    expect(cellsText([{ a: 'say "hi"\nthere', b: 1 }], [column('a')])).toBe('say "hi"\nthere');
  });
});
