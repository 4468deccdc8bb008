import { expect, it } from 'vitest';
import { ago, bytes, compact, dateTime, duration, percent, plural } from './format';

it('compacts to three digits as the headers need them', () => {
  const cases: [number, string][] = [
    [0, '0'],
    [42, '42'],
    [154, '154'],
    [2522, '2.52k'],
    [3703, '3.7k'],
    [14257, '14.3k'],
    [92298, '92.3k'],
    [999_950, '1M'],
    [-1_200_000, '-1.2M'],
    [0.12345, '0.123'],
    [1e-7, '1.0e-7'],
    [3e9, '3B'],
  ];
  for (const [value, text] of cases) expect(compact(value)).toBe(text);
});

it('never says zero or all for a share that is not', () => {
  expect(percent(0.00001)).toContain('<');
  expect(percent(0.99999)).toContain('>');
  expect(percent(0)).toBe('0%');
  expect(percent(1)).toBe('100%');
});

it('counts sizes in decimal units', () => {
  expect(bytes(999)).toBe('999 B');
  expect(bytes(35_100_000)).toBe('35.1 MB');
  expect(bytes(999_900)).toBe('1 MB');
});

it('shows a timestamp without a zone as it stands', () => {
  expect(dateTime('2024-05-06T23:30:00')).toMatch(/6/);
  expect(dateTime('2024-05-06')).toMatch(/2024/);
  expect(dateTime('not a date')).toBe('not a date');
  expect(dateTime('2024-99-99')).toBe('2024-99-99');
});

it('tells how long ago', () => {
  const now = Date.parse('2026-11-23T12:00:00Z');
  expect(ago('2026-11-23T10:00:00Z', now)).toContain('2');
  expect(ago('2026-11-23T11:59:50Z', now)).toBe('just now');
  expect(ago('nonsense', now)).toBe('nonsense');
});

it('says one row and two rows, and times in their unit', () => {
  expect(plural(1, 'row')).toBe('1 row');
  expect(plural(2, 'class', 'classes')).toBe('2 classes');
  expect(duration(0.01)).toBe('<0.1 ms');
  expect(duration(0.42)).toBe('0.4 ms');
  expect(duration(1284)).toBe('1.28 s');
});
