// Ready-to-run code for exactly what is on screen.

import { searchPath, type RowQuery, type SplitRef } from './api';

export interface Snippet {
  title: string;
  language: string;
  code: string;
}

/** A word for a POSIX shell, quoted whatever it holds. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

export function snippets(origin: string, ref: SplitRef, query: RowQuery): Snippet[] {
  const url = origin + searchPath(ref, query, 100, 0);
  const path = url.split('?')[0] ?? url;
  const parameters = Object.fromEntries(new URL(url).searchParams);
  const json = (value: unknown) => JSON.stringify(value, null, 4);
  return [
    { title: 'curl', language: 'sh', code: `curl -s ${shellQuote(url)}` },
    {
      title: 'Python',
      language: 'python',
      code: [
        'import requests',
        '',
        `answer = requests.get(${JSON.stringify(path)}, params=${json(parameters)})`,
        'answer.raise_for_status()',
        'for hit in answer.json()["hits"]:',
        '    print(hit["row_idx"], hit["row"])',
      ].join('\n'),
    },
    {
      title: 'JavaScript',
      language: 'js',
      code: [
        `const url = new URL(${JSON.stringify(path)});`,
        `url.search = new URLSearchParams(${JSON.stringify(parameters, null, 2)});`,
        'const { total, hits } = await (await fetch(url)).json();',
        'console.log(total, hits.map((hit) => hit.row));',
      ].join('\n'),
    },
  ];
}
