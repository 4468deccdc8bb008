// A path is not data: the names of folders change no value, wherever they stand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Workplace } from './vitrine.mjs';

test('folders called name=value above the source and the library change nothing', (t) => {
  const place = new Workplace(t);
  place.home = join(place.folder, 'id=9', 'library');
  place.file('id=3/t.csv', 'id,w\n1,a\n2,b\n');
  place.file('id=3/u.jsonl', '{"id":1,"w":"a"}\n{"id":2,"w":"b"}\n');
  place.ok('import', 'id=3/t.csv', '--name', 'local/t');
  place.ok('import', 'id=3/u.jsonl', '--name', 'local/u');
  place.ok('export', 'local/u', '--format', 'parquet', '--out', 'id=5.parquet');
  place.file('id=4/v.parquet', readFileSync(join(place.folder, 'id=5.parquet')));
  place.ok('import', 'id=4/v.parquet', '--name', 'local/v');
  for (const dataset of ['local/t', 'local/u', 'local/v']) {
    assert.deepEqual(place.rows(dataset), [{ id: 1, w: 'a' }, { id: 2, w: 'b' }], dataset);
    const one = JSON.parse(place.ok('rows', dataset, '--where', 'id = 1', '--json'));
    assert.equal(one.total, 1, dataset);
    const sum = JSON.parse(place.ok('sql', dataset, `SELECT sum(id)::INTEGER AS s FROM train`, '--json'));
    assert.deepEqual(sum.rows, [{ s: 3 }], dataset);
    const stats = JSON.parse(place.ok('stats', dataset, '--json'));
    assert.equal(JSON.stringify(stats).includes('"max":9'), false, dataset);
  }
});
