import { expect, it } from 'vitest';
import { shellQuote, snippets } from './snippets';

const ref = { owner: 'local', name: 'papers', config: '', split: '' };

it('asks for what is on screen', () => {
  const [curl] = snippets('http://h', ref, { q: 'a b', where: `"t" = 'x'`, sort: '' });
  expect(curl?.code).toContain('/api/v1/datasets/local/papers/search?q=a+b&mode=keyword&where=');
  expect(curl?.code).not.toContain('sort=');
});

it('quotes whatever the query holds', () => {
  expect(shellQuote(`it's $(rm)`)).toBe(`'it'\\''s $(rm)'`);
});
