// What is asked before an import, and what is said while it goes on: every kind of file, every type,
// every state.

import { describe, expect, it } from 'vitest';
import type { ImportJob, ReadingOptions } from '../data/api-types';
import { forSeeds } from '../ui/testing/random';
import {
  areElsewhere,
  inTheDialog,
  kDelimiters,
  kEncodings,
  kindOf,
  kindOfAll,
  labelOf,
  otherTypes,
  pastedSources,
  spoken,
  withOption,
  withType,
} from './import-plan';
import { importShare, importText } from './import-progress';

describe('the kind of a file', () => {
  it('is told by its ending, in any case, and by that of what is compressed', () => {
    const cases: [string, string[]][] = [
      [
        'delimited',
        [
          'a.csv',
          'A.CSV',
          'a.tsv',
          'a.tab',
          'a.txt',
          'a.csv.gz',
          'a.txt.zst',
          'a.tsv.bz2',
          'a.csv.xz',
          'a.csv.lz4',
        ],
      ],
      [
        'json',
        [
          'a.json',
          'a.jsonl',
          'a.ndjson',
          'a.jsonlines',
          'a.ldjson',
          'a.jl',
          'a.geojson',
          'a.JSONL.gz',
          'a.json.zst',
        ],
      ],
      [
        'typed',
        [
          'a.parquet',
          'a.arrow',
          'a.arrows',
          'a.feather',
          'a.ipc',
          'a.npy',
          'a.npz',
          'a.sqlite',
          'a.sqlite3',
          'a.db',
          'a.db3',
          'a.xlsx',
          'a.xlsm',
        ],
      ],
      [
        'several',
        [
          '',
          'a',
          'csv',
          'a.csv/',
          'a.zip',
          '*.csv.zip',
          'a.csv.gz.gz',
          'hf://me/papers',
          'a.parquet.gz',
          'a.xls',
          'a.csv ',
        ],
      ],
    ];
    for (const [kind, names] of cases)
      for (const name of names) expect(kindOf(name), name).toBe(kind);
  });

  it('of several is theirs if they are of one', () => {
    expect(kindOfAll([])).toBe('several');
    expect(kindOfAll(['a.npy', 'b.parquet'])).toBe('typed');
    expect(kindOfAll(['a.csv', 'b'])).toBe('several');
  });
});

describe('sources', () => {
  it('are a line each, however the lines end, each once', () => {
    expect(pastedSources('')).toEqual([]);
    expect(pastedSources(' \r \n\t')).toEqual([]);
    expect(pastedSources('a\rb\r\nc\n\n a ')).toEqual(['a', 'b', 'c']);
  });

  it('are labelled by the last part of the first', () => {
    expect(labelOf([])).toBe('');
    expect(labelOf(['C:\\data\\x.csv'])).toBe('x.csv');
    expect(labelOf(["'/a b/x y.csv'"])).toBe('x y.csv');
    expect(labelOf(['hf://me/papers/'])).toBe('papers');
    expect(labelOf(['x.csv', 'y.csv'])).toBe('x.csv and 1 more');
  });

  it('are elsewhere only if all are', () => {
    expect(areElsewhere(['HF://me/x', "'HTTPS://a.org/x'"])).toBe(true);
    expect(areElsewhere(['ftp://a.org/x'])).toBe(false);
    expect(areElsewhere(['hf:/me/x'])).toBe(false);
  });
});

describe('types', () => {
  it('that a column can have are offered without its own', () => {
    for (const type of [
      'string',
      'int64',
      'float64',
      'bool',
      'date32',
      'timestamp[us]',
      'time64[us]',
    ]) {
      const others = otherTypes(type);
      expect(others, type).not.toContain(type);
      expect(others, type).toHaveLength(6);
    }
    for (const type of [
      'null',
      'uint8',
      'float32',
      'decimal128(9, 2)',
      'large_string',
      'timestamp[ns, tz=UTC]',
    ])
      expect(otherTypes(type), type).toHaveLength(7);
    for (const type of ['list of int8', 'list of uint64', 'list of float16'])
      expect(otherTypes(type), type).toEqual(['vector']);
    for (const type of [
      '',
      'struct (2)',
      'json',
      'list of list of int8',
      'class (3)',
      'list of bool',
      'xstring',
      'strings',
    ])
      expect(otherTypes(type), type).toEqual([]);
  });

  it('of one column take each other’s place and leave the others', () => {
    forSeeds(200, (random) => {
      let options: ReadingOptions = { delimiter: ';' };
      const last = new Map<string, string>();
      for (let i = 0; i < 20; i += 1) {
        const [name, type] = [
          random.pick(['a', 'b', 'c=d']),
          random.pick(['', 'int64', 'string', 'vector']),
        ];
        const before = JSON.stringify(options);
        const next = withType(options, name, type);
        expect(JSON.stringify(options), 'is not changed itself').toBe(before);
        options = next;
        last.set(name, type);
      }
      const said = spoken(options);
      expect(said.delimiter).toBe(';');
      for (const [name, type] of last) {
        expect(said.types?.[name]).toBe(type === '' || type === 'vector' ? undefined : type);
        expect((said.vectors ?? []).filter((one) => one === name)).toHaveLength(
          type === 'vector' ? 1 : 0,
        );
      }
    });
  });
});

describe('options', () => {
  it('that say nothing are not sent', () => {
    expect(spoken({})).toEqual({});
    expect(spoken({ types: {}, vectors: [] })).toEqual({});
    expect(spoken(withOption({ encoding: 'utf-8' }, 'encoding', ''))).toEqual({});
    expect(spoken(withOption({}, 'skiprows', 0))).toEqual({ skiprows: 0 });
  });

  it('offer each choice once, evidence first', () => {
    for (const choices of [kDelimiters, kEncodings]) {
      expect(choices[0]?.value).toBe('');
      expect(new Set(choices.map(({ value }) => value)).size).toBe(choices.length);
    }
  });

  it('have the names of the dialog in sentences', () => {
    expect(
      inTheDialog(
        '--delimiter, --no-header and --header, --skip-lines, --field, --type or --vector',
      ),
    ).toBe(
      '"Fields parted by", "First line" and "First line", "Lines to skip", "Records are in", the type below or the type below',
    );
    expect(inTheDialog('--typed --encodings')).toBe('--typed --encodings');
  });
});

const job: ImportJob = {
  id: 1,
  source: 'x',
  dataset: '',
  state: 'running',
  error: '',
  stage: '',
  subject: '',
  rows: 0,
  rows_total: 0,
  bytes: 0,
  bytes_total: 0,
};

describe('progress', () => {
  it('has a sentence for every state', () => {
    expect(importText({ ...job, state: 'done', rows: 5 })).toBe('imported');
    expect(importText({ ...job, state: 'cancelled' })).toBe('stopped; nothing was kept');
    expect(importText({ ...job, subject: 'default/train' })).toBe('reading default/train');
  });

  it('counts rows where there are some, else bytes', () => {
    expect(importText({ ...job, rows: 1 })).toBe('reading, 1 row');
    expect(importText({ ...job, rows: 1, rows_total: 1 })).toBe('reading, 1 of 1 row');
    expect(importText({ ...job, rows: 0, rows_total: 9 })).toBe('reading');
    expect(importText({ ...job, bytes: 999, bytes_total: 5_000_000 })).toBe(
      'reading, 999 B of 5 MB',
    );
    expect(importText({ ...job, rows: 2, bytes: 999 })).toBe('reading, 2 rows');
  });

  it('is a share that never passes the whole', () => {
    expect(importShare({ ...job, rows: 3, rows_total: 2 })).toBe(1);
    expect(importShare({ ...job, rows: 0, rows_total: 2, bytes: 1, bytes_total: 2 })).toBe(0);
    expect(importShare({ ...job, bytes: 1, bytes_total: 4 })).toBe(0.25);
    expect(importShare(job)).toBeNull();
  });
});
