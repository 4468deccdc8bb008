import { expect, it } from 'vitest';
import type { Column } from '../data/api-types';
import { summarise } from './column-summary';

it('says how many links are missing, not how long they are', () => {
  const text: Column = {
    name: 'paper_url',
    type: 'string',
    feature: { dtype: 'string', _type: 'Value' },
    role: 'link',
    column_type: 'string_text',
    statistics: { nan_count: 1, min: 37, max: 52 },
    extra: {},
  };
  const { range, nulls } = summarise(text, 10);
  expect([range, nulls]).toEqual(['', '10% null']);
  expect(summarise({ ...text, role: '' }, 10).range).toBe('37 – 52 characters');
});
