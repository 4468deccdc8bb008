import { expect, it } from 'vitest';
import type { SearchRequest } from '../data/parameters';
import { datasetSnippets, shellQuote, snippets } from './snippets';

const ref = { owner: 'local', name: 'papers', config: '', split: '' };
const request: SearchRequest = {
  q: 'a b',
  where: `"t" = 'x'`,
  sort: '',
  mode: 'keyword',
  typing: false,
  like: [],
  dislike: [],
  facets: [],
  columns: [],
  limit: 100,
  offset: 0,
};

function code(title: string, changes: Partial<SearchRequest> = {}): string {
  const all = snippets('http://h', ref, { ...request, ...changes });
  return all.find((one) => one.title === title)?.code ?? '';
}

it('asks for what is on screen', () => {
  expect(code('curl')).toContain('/api/v1/datasets/local/papers/search?q=a+b&mode=keyword&where=');
  expect(code('curl')).not.toContain('sort=');
  expect(code('curl', { mode: 'hybrid' })).not.toContain('mode');
});

it('sends examples in a body, in every language', () => {
  const liked = { like: [3, 17] };
  expect(code('curl', liked)).toContain('"like":[3,17]');
  expect(code('JavaScript', liked)).toContain('method: "POST"');
  expect(code('Python', liked)).toContain('requests.post(');
  expect(code('Python', liked)).not.toContain('[]');
});

it('quotes whatever the query holds', () => {
  expect(shellQuote(`it's $(rm)`)).toBe(`'it'\\''s $(rm)'`);
  expect(code('Python', { q: 'say "null"\n' })).toContain('"q": "say \\"null\\"\\n"');
});

it('reads all rows by the addresses of their files', () => {
  const [duckdb, , mcp] = datasetSnippets('http://h', ["/a/it's.parquet", '/b.parquet']);
  expect(duckdb?.code).toBe(
    "FROM read_parquet(['http://h/a/it''s.parquet', 'http://h/b.parquet']) LIMIT 10;",
  );
  expect(JSON.parse(mcp?.code ?? '')).toEqual({
    mcpServers: { vitrine: { type: 'http', url: 'http://h/mcp' } },
  });
  expect(datasetSnippets('http://h', []).map((one) => one.title)).toEqual(['MCP client']);
});
