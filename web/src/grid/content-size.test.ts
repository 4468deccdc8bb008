import { expect, it } from 'vitest';
import type { Column } from '../data/api-types';
import { contentSize, filling, linesIn, type ContentSize } from './content-size';

const kWord = 10;
const ruler = (text: string) => text.length * kWord;
const column = (changes: Partial<Column>): Column => ({
  name: 'x',
  feature: { _type: 'Value', dtype: 'string' },
  type: 'string',
  column_type: null,
  role: '',
  statistics: null,
  extra: {},
  ...changes,
});
const rowsOf = (...values: unknown[]) => values.map((x) => ({ x: x as string }));
const size = (changes: Partial<ContentSize>): ContentSize => ({
  widest: 100,
  usual: 100,
  width: 125,
  lines: 1,
  ...changes,
});

it('a column is as wide as its widest value, up to the width of its kind', () => {
  const short = contentSize(column({}), rowsOf('abcdefghij', 'a'), 0, ruler);
  expect(short).toEqual({ widest: 100, usual: 10, width: 125, lines: 1 });
  const long = contentSize(column({}), rowsOf('a'.repeat(1000)), 0, ruler);
  expect(long.width).toBe(280);
  expect(linesIn(long, long.width)).toBe(3);
});

it('its name and its menu have room, but a long name alone makes no wide column', () => {
  expect(contentSize(column({ name: 'tententent' }), rowsOf('a'), 0, ruler).width).toBe(155);
  expect(contentSize(column({ name: 'a'.repeat(90) }), rowsOf('a'), 0, ruler).width).toBe(205);
});

it('what the header says below the name has room, too', () => {
  const said = ['int64 · 12'];
  expect(contentSize(column({}), rowsOf('a'), 0, ruler, said).width).toBe(118);
  expect(contentSize(column({}), rowsOf('a'), 0, ruler, ['a'.repeat(90)]).width).toBe(84);
});

it('short texts stay on one line', () => {
  const code = column({ column_type: 'string_text', statistics: { max: 19 } as never });
  const digits = contentSize(code, rowsOf('1152921504606846976'), 0, (text) => text.length * 8.2);
  expect(linesIn(digits, digits.width)).toBe(1);
});

it('numbers are measured as they are written', () => {
  const numbers = column({ feature: { _type: 'Value', dtype: 'float64' }, column_type: 'float' });
  expect(contentSize(numbers, rowsOf(60, 1_234_567.25), 2, ruler).widest).toBe(120);
  const long = contentSize(numbers, rowsOf(0.7829482804231346), 0, ruler);
  expect(linesIn(long, long.width)).toBe(1);
});

it('rows are as high as nine of ten values need', () => {
  const one = contentSize(
    column({}),
    rowsOf(...Array<string>(9).fill('ab'), 'a'.repeat(99)),
    0,
    ruler,
  );
  expect(linesIn(one, one.width)).toBe(1);
  const many = contentSize(
    column({}),
    rowsOf(...Array<string>(9).fill('a'.repeat(40)), 'ab'),
    0,
    ruler,
  );
  expect(linesIn(many, 280)).toBe(2);
});

it('a list takes the room of its members, a conversation that of how it begins', () => {
  const list = column({ feature: { _type: 'List', feature: { _type: 'Value', dtype: 'string' } } });
  expect(contentSize(list, rowsOf(['ab', 'cd']), 0, ruler).widest).toBe(2 * (20 + 19));
  const chat = rowsOf([
    { role: 'user', content: 'hello' },
    { role: 'assistant', content: 'x'.repeat(500) },
  ]);
  const turns = column({ feature: { _type: 'List', feature: { role: {}, content: {} } } });
  expect(contentSize(turns, chat, 0, ruler).widest).toBe(220);
});

it('pictures have three lines, labels of choices the room of classes', () => {
  const picture = column({ feature: { _type: 'Image' } });
  expect(linesIn(contentSize(picture, rowsOf({ src: '/a' }), 0, ruler), 260)).toBe(3);
  const label = {
    name: 'x',
    kind: 'choice',
    choices: ['good'],
    num_values: 0,
    num_lost: 0,
  } as const;
  const labels = column({ label: { ...label, choices: ['good'] } });
  expect(contentSize(labels, rowsOf(null), 0, ruler).width).toBe(170);
});

it('room that is left goes to values that are cut, then to all', () => {
  const cut = [size({}), size({ widest: 400, width: 280 })];
  expect(filling(cut, [undefined, undefined], 500)).toEqual([125, 375]);
  const whole = filling(cut, [undefined, undefined], 1000);
  expect(whole[0]).toBeGreaterThan(125);
  expect(whole.reduce((sum, width) => sum + width, 0)).toBe(1000);
});

it('pictures and players show no more in a wider column, and no second line', () => {
  const sound = contentSize(
    column({ feature: { _type: 'Audio' } }),
    rowsOf({ src: '/a' }),
    0,
    ruler,
  );
  expect(linesIn(sound, sound.width)).toBe(1);
  expect(filling([sound, size({})], [undefined, undefined], 1000)).toEqual([130, 870]);
  expect(filling([sound, sound], [undefined, undefined], 1000)).toEqual([500, 500]);
});

it('widths that the reader chose stay, and columns that need more than the view keep what they need', () => {
  expect(filling([size({}), size({})], [90, undefined], 500)).toEqual([90, 410]);
  expect(filling([size({}), size({})], [90, 95], 500)).toEqual([90, 95]);
  expect(filling([size({}), size({})], [undefined, undefined], 200)).toEqual([125, 125]);
});
