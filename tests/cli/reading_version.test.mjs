// What the same sources give is kept beside the version of the reading rules (`kPipelineVersion`): who changes what one of them
// gives raises the version, or a library of before keeps what it read by the older rules as "already in the library".
// VITRINE_UPDATE=1 writes what a new version gives, and sources that are new here.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { zip } from './packed.mjs';
import { sourceRoot, Workplace } from './vitrine.mjs';

const latin1 = (text) => Buffer.from(text, 'latin1');
const numbers = (count) => JSON.stringify(Array.from({ length: count }, (_, i) => i + 0.5));

/// Name, file, content.
const sources = [
  ['types of text', 'a.csv', 'i,f,z,d,m,b,e,v\n1,0.5,007,2024-01-05,2024-01-05T10:00:00Z,true,1E10,1.9\n2,1e-7,010,2024-02-29,2024-01-05T10:00:01Z,false,2E11,1.10\n'],
  ['what is missing', 'a.csv', 'a,b,c\n1,2024-01-05,NA\nNA,-,x\n3,,y\n'],
  ['semicolons and decimal commas', 'a.csv', 'a;b\n1,5;x\n2,5;y\n'],
  ['no header', 'a.csv', '1,0.5,cat\n2,0.7,dog\n3,0.9,cat\n'],
  ['a single line of values', 'a.csv', '1,0.5,2024-01-05\n'],
  ["a first line that names another delimiter than the file's", 'a.csv', 'sep=;\na,b\n1,2\n3,4\n'],
  ['Turkish', 'a.csv', latin1('ad,yer\n\xDDbrahim,I\xF0d\xFDr\nG\xFCl\xFEah,\xDEanl\xFDurfa\n')],
  ['French', 'a.csv', latin1('nom,ville\nH\xE9l\xE8ne,Orl\xE9ans\n')],
  ['French with the euro', 'a.csv', latin1('nom,prix\n\xC9ric,12 \xA4\nZo\xE9,5 \xA4\n')],
  ['ids that end in .0', 'a.csv', 'id,v\n1234567890123456789.0,1\n1234567890123456791.0,2\n'],
  ['pixels without a header', 'a.csv', '5,0,0,0,12\n0,0,0,0,7\n4,0,0,0,3\n'],
  ['lines', 'a.txt', 'one line\n\nanother\n'],
  ['numbers of JSON', 'a.jsonl', '{"a":1,"b":9007199254740993,"c":1,"d":[1.5,2]}\n{"a":2,"b":0.5,"c":"x","d":[]}\n'],
  ['a wrapped document', 'a.json', '{"count":2,"data":[{"id":1,"o":{"k":"v"}},{"id":2}]}'],
  ['columns of pandas', 'a.json', '{"a":{"0":1,"1":2},"b":{"0":"x","1":null}}'],
  ['vectors', 'a.jsonl', `{"e":${numbers(16)},"s":"${numbers(16)}"}\n{"e":${numbers(16)},"s":"${numbers(16)}"}\n`],
  ['folders in an archive', 'a.zip', zip([['year=2020/a.csv', 'id\n1\n'], ['year=2021/b.csv', 'id\n2\n']])],
];

test('who changes what a source gives raises the version of the reading rules', (t) => {
  const [, version] = /kPipelineVersion = "(\d+)"/.exec(readFileSync(join(sourceRoot, 'src/ingest/import.cc'), 'utf8'));
  const path = join(sourceRoot, 'tests/golden/reading_version.json');
  const update = process.env.VITRINE_UPDATE === '1';
  const kept = JSON.parse(readFileSync(path, 'utf8'));
  const given = {};
  for (const [name, file, content] of sources) {
    const place = new Workplace(t);
    place.file(file, content);
    place.ok('import', file);
    const columns = place.ok('info', 'a', '--format', 'jsonl').trim().split('\n');
    given[name] = createHash('sha256').update(JSON.stringify([columns, place.rows('a')])).digest('hex').slice(0, 16);
  }
  if (kept.version === version) {
    for (const [name, digest] of Object.entries(kept.sources))
      assert.equal(given[name], digest, `${name}: it gives another table than under version ${version}: raise kPipelineVersion`);
  } else {
    assert.ok(Number(version) > Number(kept.version), `version ${version} is below ${kept.version}`);
    assert.ok(update, 'the version was raised: run this with VITRINE_UPDATE=1');
  }
  if (update) writeFileSync(path, `${JSON.stringify({ version, sources: given }, null, 2)}\n`);
  else assert.deepEqual(Object.keys(kept.sources), Object.keys(given), 'a source is new: run this with VITRINE_UPDATE=1');
});
