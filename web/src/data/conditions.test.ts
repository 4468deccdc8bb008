import { expect, it } from 'vitest';
import type { Column } from './api-types';
import { binCondition } from './conditions';

const share = {
  name: 'share',
  type: 'float64',
  feature: { dtype: 'float64', _type: 'Value' },
  role: '',
  column_type: 'float',
  statistics: null,
  extra: {},
} as unknown as Column;

it('holds the greatest number in the last bin, whatever its other end', () => {
  const only = { low: 0.5, high: 1.5, first: true, last: true, complete: true };
  expect(binCondition(share, only)).toBe('"share" >= 0.5 AND "share" <= 1.5');
  const last = { low: 0.5, high: 1.5, first: false, last: true, complete: false };
  expect(binCondition(share, last)).toBe('"share" >= 0.5 AND "share" <= 1.5');
});

it('leaves the upper edge of every other bin to the next', () => {
  const middle = { low: 0.5, high: 1.5, first: false, last: false, complete: true };
  expect(binCondition(share, middle)).toBe('"share" >= 0.5 AND "share" < 1.5');
});
