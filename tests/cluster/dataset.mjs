// The dataset that both back ends answer about: papers of the program's own generator, with columns of every kind that can be asked about, and in them what
// is easily got wrong: nulls beside empty texts and empty lists, NaN and infinities, ties, moments before 1970, numbers that no double holds, accents.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binary } from '../cli/vitrine.mjs';

export const numRows = 3000;
export const name = 'local/papers';

/// Every column but the generator's own, by the number of the row.
const columns = `
  CASE WHEN n % 11 = 3 THEN NULL ELSE 2000 + (n * n) % 23 END AS year,
  CASE WHEN n % 9 = 1 THEN NULL WHEN n % 9 = 2 THEN 'NaN'::DOUBLE WHEN n = 30 THEN 'Infinity'::DOUBLE WHEN n = 31 THEN '-Infinity'::DOUBLE
    ELSE ((n * 7919) % 1009) / 7.0 - 40 END AS score,
  (n % 10 / 10.0)::FLOAT AS weight,
  CASE WHEN n % 5 = 4 THEN NULL ELSE n % 2 = 0 END AS open,
  (n % 4)::BIGINT AS area,
  9223372036854775808::UBIGINT + n::UBIGINT AS huge,
  ((n % 300 - 150) / 4.0)::DECIMAL(9, 2) AS price,
  CASE WHEN n % 13 = 5 THEN NULL ELSE DATE '1969-12-01' + ((n * 31) % 800)::INTEGER END AS published,
  CASE WHEN n % 17 = 5 THEN NULL ELSE TIMESTAMP '1969-12-31 23:59:59.999999' + INTERVAL 1 MINUTE * ((n * 977) % 50000) END AS seen,
  CASE WHEN n % 19 = 5 THEN NULL ELSE (TIMESTAMP '1970-01-01 12:00:00' + INTERVAL 7 HOUR * (n % 500))::TIMESTAMPTZ END AS zoned,
  CASE WHEN n % 23 = 5 THEN NULL ELSE make_timestamp_ns(1700000000000000000 + (n * 7919 % 1000) * 1001) END AS nanos,
  CASE WHEN n % 6 = 0 THEN NULL ELSE TIME '00:00:00.000001' + INTERVAL 1 SECOND * ((n * 37) % 80000) END AS daily,
  CASE n % 6 WHEN 0 THEN NULL WHEN 1 THEN [] WHEN 2 THEN [n % 3] WHEN 3 THEN [1, NULL, n % 5] ELSE [n % 7, n % 7, -1] END AS counts,
  CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN [0.1, 'NaN'::DOUBLE] ELSE [n % 10 / 10.0, n / 3.0] END AS ratios,
  CASE n % 3 WHEN 0 THEN NULL ELSE [[n % 2, 1], []] END AS pairs,
  CASE WHEN n % 3 = 0 THEN NULL ELSE ('raw' || n % 9)::BLOB END AS raw,
  NULL::BIGINT AS nothing,
  CASE n % 8 WHEN 0 THEN NULL WHEN 1 THEN [] WHEN 2 THEN ['zero-shot'] WHEN 3 THEN ['Ünïcode', 'C++'] ELSE ['tag ' || (n % 40), 'common'] END AS tags,
  CASE n % 5 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'The GPT-4 of C++ and 3D, number ' || n WHEN 3 THEN 'naïve Äpfel, ñandú % _ ' || n % 50
    ELSE 'zero shot learning of ' || ['cats', 'dogs', 'zebras'][n % 3 + 1] END AS notes,
  CASE WHEN n BETWEEN 10 AND 12 THEN array_to_string([('story ' || i) FOR i IN range(1000)], ' ') || n WHEN n < 20 THEN 'a short story ' || n END AS story,
  CASE WHEN n % 7 = 0 THEN NULL ELSE {'venue': ['ICLR', 'NeurIPS', 'ICML'][n % 3 + 1], 'rank': n % 12} END AS meta,
  CASE WHEN n = 77 THEN NULL ELSE [CASE WHEN n = 78 THEN 0 ELSE (((n * 131 + i * 17) % 101) - 50)::DOUBLE END FOR i IN range(16)] END AS place_embedding`;

const card = `---
pretty_name: Papers of every kind
language:
- en
dataset_info:
  features:
  - name: area
    dtype:
      class_label:
        names: ['vision', 'language', 'robotics', 'theory']
---

# Papers of every kind
`;

/// Writes the source as a folder of the workplace, by the program itself, and returns its path.
export function writeSource(place) {
  const folder = join(place.folder, 'papers');
  const made = { ...process.env, VITRINE_HOME: join(place.folder, 'made') };
  const run = (...args) => {
    const { status, stdout, stderr } = spawnSync(binary, args, { env: made, cwd: place.folder, maxBuffer: 1 << 28 });
    assert.equal(status, 0, String(stderr));
    return stdout;
  };
  run('sample', '--rows', String(numRows), '--seed', '3', '--out', 'generated');
  run('import', 'generated');
  const own = 'paper_id, title, authors, type, abstract, keywords, "TL;DR", arxiv_id, CASE WHEN n % 50 = 7 THEN NULL ELSE embedding[1:32] END AS embedding';
  const table = run('sql', 'generated', '--format', 'parquet', `SELECT ${own}, ${columns} FROM (SELECT *, paper_id::BIGINT AS n FROM train) ORDER BY n`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'train.parquet'), table);
  writeFileSync(join(folder, 'README.md'), card);
  return folder;
}

/// Row 11's text, which is longer than what an engine has room for in a term; rows 10 and 12 begin alike.
export const longStory = `${Array.from({ length: 1000 }, (_, i) => `story ${i}`).join(' ')}11`;
