import { expect, it } from 'vitest';
import { linkName } from './link-name';

it('names a link by its host, and an identifier by itself', () => {
  expect(linkName('https://openreview.net/forum?id=abc')).toBe('openreview.net');
  expect(linkName('http://www.example.org:8080/a/b.pdf')).toBe('example.org:8080');
  expect(linkName('2401.01234')).toBe('2401.01234');
  expect(linkName('https://')).toBe('https://');
});
