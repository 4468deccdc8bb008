import { expect, it } from 'vitest';
import type { Column } from '../data/api-types';
import { matchedPart } from './matched';

const column = {
  name: 'x',
  type: 'list of struct (2)',
  feature: {},
  role: '',
  column_type: 'list',
  statistics: null,
  extra: {},
} as unknown as Column;

it('shows the turn that has the word, and who said it', () => {
  const turns = [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: `${'x'.repeat(200)} in Python, ${'y'.repeat(400)}` },
  ];
  const part = matchedPart(column, turns, ['python']);
  expect(part).toMatch(/^assistant: …x+ in Python, y+…$/);
  expect(part.length).toBeLessThan(330);
});

it('shows a part of nested values, and nothing where no word is', () => {
  expect(matchedPart(column, { a: { b: 'deep reward' } }, ['reward'])).toContain('deep reward');
  expect(matchedPart(column, { a: 1 }, ['reward'])).toBe('');
  expect(matchedPart(column, null, ['null'])).toBe('');
  expect(matchedPart(column, { a: 1 }, [])).toBe('');
});
