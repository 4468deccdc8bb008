// Ready-to-run code for exactly what is on screen.

import { findBody, findPath } from '../data/find-api';
import type { SearchRequest, SplitRef } from '../data/parameters';

interface Snippet {
  title: string;
  code: string;
}

/** A word for a POSIX shell, quoted whatever it holds. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A literal of Python for any JSON value. */
function python(value: unknown, indent = 4): string {
  return JSON.stringify(value, null, indent).replace(
    /^(\s*(?:"(?:[^"\\]|\\.)*": )?)(true|false|null)(,?)$/gm,
    (_, before: string, word: string, after: string) =>
      before + { true: 'True', false: 'False', null: 'None' }[word] + after,
  );
}

/** Examples do not travel in an address: with likes or dislikes the request is a POST. */
function needsBody(request: SearchRequest): boolean {
  return request.like.length > 0 || request.dislike.length > 0;
}

/** The rows of a query, from a shell and from programs. */
export function snippets(origin: string, ref: SplitRef, request: SearchRequest): Snippet[] {
  const url = origin + findPath(ref, request);
  const path = url.split('?')[0] ?? url;
  const parameters = Object.fromEntries(new URL(url).searchParams);
  const body = findBody(ref, request);
  const post = needsBody(request);
  const fetched = post
    ? `requests.post(${JSON.stringify(path)}, json=${python(body)})`
    : `requests.get(${JSON.stringify(path)}, params=${python(parameters)})`;
  const rows = [
    'answer.raise_for_status()',
    'rows = [hit["row"] for hit in answer.json()["hits"]]',
  ];
  const answer = ['import requests', '', `answer = ${fetched}`];
  return [
    { title: 'curl', code: post ? curlPost(path, body) : `curl -s ${shellQuote(url)}` },
    {
      title: 'Python',
      code: [
        ...answer,
        'answer.raise_for_status()',
        'for hit in answer.json()["hits"]:',
        '    print(hit["row_idx"], hit["score"], hit["row"])',
      ].join('\n'),
    },
    { title: 'JavaScript', code: javascript(path, parameters, post ? body : null) },
    {
      title: 'pandas',
      code: ['import pandas as pd', ...answer, ...rows, 'print(pd.DataFrame(rows))'].join('\n'),
    },
    {
      title: 'polars',
      code: [
        'import polars as pl',
        ...answer,
        ...rows,
        'print(pl.DataFrame(rows, infer_schema_length=None))',
      ].join('\n'),
    },
  ];
}

function curlPost(path: string, body: unknown): string {
  const header = shellQuote('Content-Type: application/json');
  return `curl -s ${shellQuote(path)} -H ${header} \\\n  -d ${shellQuote(JSON.stringify(body))}`;
}

function javascript(path: string, parameters: unknown, body: unknown): string {
  const shown = ['const { total, hits } = await answer.json();'];
  shown.push('console.log(total, hits.map((hit) => hit.row));');
  if (body !== null) {
    return [
      `const answer = await fetch(${JSON.stringify(path)}, {`,
      `  method: "POST",`,
      `  headers: { "Content-Type": "application/json" },`,
      `  body: JSON.stringify(${JSON.stringify(body)}),`,
      '});',
      ...shown,
    ].join('\n');
  }
  return [
    `const url = new URL(${JSON.stringify(path)});`,
    `url.search = new URLSearchParams(${JSON.stringify(parameters, null, 2)});`,
    'const answer = await fetch(url);',
    ...shown,
  ].join('\n');
}

/** All rows as Parquet, and the way in for agents. */
export function datasetSnippets(origin: string, files: string[]): Snippet[] {
  const urls = files.map((file) => origin + file);
  const list = urls.map((url) => `'${url.replaceAll("'", "''")}'`).join(', ');
  const found: Snippet[] = [];
  if (urls.length > 0) {
    found.push(
      { title: 'DuckDB', code: `FROM read_parquet([${list}]) LIMIT 10;` },
      {
        title: 'pandas, all rows',
        code: [
          'import pandas as pd',
          '',
          `files = ${python(urls)}`,
          'print(pd.concat([pd.read_parquet(file) for file in files], ignore_index=True))',
        ].join('\n'),
      },
    );
  }
  const servers = { mcpServers: { vitrine: { type: 'http', url: `${origin}/mcp` } } };
  found.push({ title: 'MCP client', code: JSON.stringify(servers, null, 2) });
  return found;
}
