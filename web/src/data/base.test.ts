import { expect, it } from 'vitest';
import { baseOf } from './base';

it('is where the page’s files are found', () => {
  expect(baseOf('https://host/assets/common-1a2b3c4d.js')).toBe('');
  expect(baseOf('https://host/vitrine/assets/common-1a2b3c4d.js')).toBe('/vitrine');
  expect(baseOf('https://host/lab/vitrine/assets/common-1a2b3c4d.js')).toBe('/lab/vitrine');
});
