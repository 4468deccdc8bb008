// What a Hub can hold and how it can behave, one situation a test: 58 ways in which a dataset lies there and is named, and 30 in which
// the network and the server behave. The Hub is hostile_hub.mjs. Each ends in the right rows, or in one sentence and an empty library.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Workplace, binary, finished } from '../cli/vitrine.mjs';
import { HostileHub, commit } from './hostile_hub.mjs';

const jsonl = (...numbers) => numbers.map((n) => `{"n":${n}}\n`).join('');
const csv = (...numbers) => `n\n${numbers.join('\n')}\n`;
const card = (yaml) => `---\n${yaml}---\nWords.\n`;
const long = jsonl(...Array.from({ length: 300 }, (_, i) => i));
const all = Array.from({ length: 300 }, (_, i) => i);
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==', 'base64');
/// A frame of one block that is stored as it is.
const zstd = (text) => Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, text.length, (text.length << 3) | 1, text.length >> 5, 0]), Buffer.from(text)]);
/// Parquet of one row, n = 7.
const parquet = (() => {
  const cleanups = [];
  const place = new Workplace({ after: (cleanup) => cleanups.push(cleanup) });
  place.file('a.jsonl', jsonl(7));
  place.ok('import', 'a.jsonl');
  place.ok('export', 'a', '--out', 'a.parquet');
  const bytes = readFileSync(join(place.folder, 'a.parquet'));
  for (const cleanup of cleanups) cleanup();
  return bytes;
})();

/// What a dataset holds, how it is named, and the rows of its column n: `rows`, in all splits and in the order of their names, or what the sentence says.
const sources = {
  'by its name': { rows: [1] },
  'by its name below datasets/': { at: 'hf://datasets/acme/papers', rows: [1] },
  'with a slash at the end': { at: 'hf://acme/papers/', rows: [1] },
  'by the address of its page': { at: 'https://huggingface.co/datasets/acme/papers', rows: [1] },
  'by the address of a file on its page': { at: 'https://huggingface.co/datasets/acme/papers/blob/main/train.jsonl', rows: [1] },
  'by the address of a folder on its page': { at: 'https://huggingface.co/datasets/acme/papers/tree/main/x', files: { 'x/a.jsonl': jsonl(4), 'b.jsonl': jsonl(5) }, rows: [4] },
  'in other letters, upper and lower': { at: 'hf://Acme/Papers', api: null, rows: /does not exist/ },
  'an owner alone': { at: 'hf://acme', rows: /write hf:\/\/owner\/name/ },
  'a space': { at: 'hf://spaces/acme/papers', rows: /is no dataset/ },
  'a model': { at: 'hf://models/acme/papers', rows: /is no dataset/ },
  'a name with a blank': { at: 'hf://acme/my papers', rows: /write hf:\/\/owner\/name/ },
  'at main': { at: 'hf://acme/papers@main', rows: [1] },
  'at a tag': { at: 'hf://acme/papers@v1.0', branches: { 'v1.0': { 'train.jsonl': jsonl(8) } }, rows: [8] },
  'at a branch': { at: 'hf://acme/papers@next', branches: { next: { 'train.jsonl': jsonl(9) } }, rows: [9] },
  'at a branch with a slash, encoded': { at: 'hf://acme/papers@ana%2Fnext', branches: { 'ana/next': { 'train.jsonl': jsonl(9) } }, rows: [9] },
  'at a pull request': { at: 'hf://acme/papers@refs/pr/1', branches: { 'refs/pr/1': { 'train.jsonl': jsonl(3) } }, rows: [3] },
  'at a pull request, encoded': { at: 'hf://acme/papers@refs%2Fpr%2F1', branches: { 'refs/pr/1': { 'train.jsonl': jsonl(3) } }, rows: [3] },
  'at a commit': { at: `hf://acme/papers@${commit}`, rows: [1] },
  'at a revision that is not there': { at: 'hf://acme/papers@v9', rows: /there is no such revision/ },
  'a file of it': { at: 'hf://acme/papers/b.jsonl', files: { 'a.jsonl': jsonl(1), 'b.jsonl': jsonl(2) }, rows: [2] },
  'a file of it at a tag': { at: 'hf://acme/papers@v1/b.jsonl', branches: { v1: { 'a.jsonl': jsonl(1), 'b.jsonl': jsonl(5) } }, rows: [5] },
  'a folder of it': { at: 'hf://acme/papers/x', files: { 'x/a.jsonl': jsonl(1), 'y/b.jsonl': jsonl(2) }, rows: [1] },
  'files by a pattern': { at: 'hf://acme/papers/*/b*.jsonl', files: { 'x/a.jsonl': jsonl(1), 'y/b.jsonl': jsonl(2), 'z/b2.jsonl': jsonl(3) }, rows: [2, 3] },
  'files by a pattern over folders': { at: 'hf://acme/papers/**/*.jsonl', files: { 'x/y/a.jsonl': jsonl(1), 'b.jsonl': jsonl(2) }, rows: [2, 1] },
  'a path that is not there': { at: 'hf://acme/papers/z.jsonl', rows: /there is no such file/ },
  'a path that leads out of it': { at: 'hf://acme/papers/../../etc/passwd', rows: /write hf:\/\/owner\/name/ },
  'JSON Lines': { files: { 'train.jsonl': jsonl(1, 2) }, rows: [1, 2] },
  'a list in JSON': { files: { 'train.json': '[{"n":1},{"n":2}]' }, rows: [1, 2] },
  'CSV': { files: { 'train.csv': csv(1, 2) }, rows: [1, 2] },
  'TSV': { files: { 'train.tsv': 'n\tm\n1\t2\n' }, rows: [1] },
  'Parquet': { files: { 'train.parquet': parquet }, rows: [7] },
  'JSON Lines in gzip': { files: { 'train.jsonl.gz': gzipSync(jsonl(1, 2)) }, rows: [1, 2] },
  'JSON Lines in zstd': { files: { 'train.jsonl.zst': zstd(jsonl(1, 2)) }, rows: [1, 2] },
  'a file that large-file storage holds': { files: { 'train.jsonl': long }, rows: all },
  'splits by the names of files': { files: { 'train.jsonl': jsonl(1), 'test.jsonl': jsonl(2) }, rows: [2, 1] },
  'splits by folders': { files: { 'data/train/a.jsonl': jsonl(1), 'data/test/a.jsonl': jsonl(2) }, rows: [2, 1] },
  'a split in numbered parts': { files: { 'data/train-00001-of-00002.jsonl': jsonl(2), 'data/train-00000-of-00002.jsonl': jsonl(1) }, rows: [1, 2] },
  'files by its card': { files: { 'README.md': card('configs:\n- config_name: default\n  data_files: b.jsonl\n'), 'a.jsonl': jsonl(1), 'b.jsonl': jsonl(2) }, rows: [2] },
  'splits by its card': { files: { 'README.md': card('configs:\n- config_name: default\n  data_files:\n  - split: one\n    path: a.jsonl\n  - split: two\n    path: b/*.jsonl\n'), 'a.jsonl': jsonl(1), 'b/c.jsonl': jsonl(2) }, rows: [1, 2] },
  'two configs by its card': { files: { 'README.md': card('configs:\n- config_name: one\n  data_files: a.jsonl\n- config_name: two\n  data_files: b.jsonl\n'), 'a.jsonl': jsonl(1), 'b.jsonl': jsonl(2) }, rows: [1, 2] },
  'a separator by its card': { files: { 'README.md': card('configs:\n- config_name: default\n  data_files: a.csv\n  sep: ";"\n'), 'a.csv': 'n;m\n1;2\n' }, rows: [1] },
  'names of columns by its card': { files: { 'README.md': card('configs:\n- config_name: default\n  data_files: a.csv\n  header: null\n  names: [n, m]\n'), 'a.csv': '1,x\n2,y\n' }, rows: [1, 2] },
  'a field by its card': { files: { 'README.md': card('configs:\n- config_name: default\n  data_files: a.json\n  field: data\n'), 'a.json': '{"data":[{"n":1},{"n":2}]}' }, rows: [1, 2] },
  'forty configs': { files: { 'README.md': card(`configs:\n${Array.from({ length: 40 }, (_, i) => `- config_name: c${i + 10}\n  data_files: ${i}.jsonl\n`).join('')}`), ...Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}.jsonl`, jsonl(i)])) }, rows: Array.from({ length: 40 }, (_, i) => i) },
  'a card that cannot be read': { files: { 'README.md': '---\nconfigs: [\n---\n', 'train.jsonl': jsonl(1) }, rows: /README\.md/ },
  'a card alone': { files: { 'README.md': card('license: mit\n') }, rows: /holds no Parquet, JSON, CSV, TSV/ },
  'nothing': { files: {}, rows: /holds no|is empty|no data/ },
  '2,500 files on three pages': { files: Object.fromEntries(Array.from({ length: 2500 }, (_, i) => [`other/${i}.bin`, 'x']).concat([['train.jsonl', jsonl(1)]])), set: (hub) => (hub.pageSize = 1000), rows: [1] },
  'files of other formats': { files: { 'a.tar': 'x' }, rows: /holds no Parquet, JSON, CSV, TSV/ },
  'files of other formats, and the Parquet that the Hub made': { files: { 'a.tar': 'x' }, branches: { 'refs/convert/parquet': { 'default/train/0000.parquet': parquet } }, rows: [7] },
  'that Parquet by its short name': { at: 'hf://acme/papers@~parquet', branches: { 'refs/convert/parquet': { 'default/train/0000.parquet': parquet } }, rows: [7] },
  'one config of that Parquet': { at: 'hf://acme/papers@refs%2Fconvert%2Fparquet/two', branches: { 'refs/convert/parquet': { 'one/train/0000.parquet': 'x', 'two/train/0000.parquet': parquet } }, rows: [7] },
  'Parquet that the Hub made of a part': { files: { 'a.tar': 'x' }, branches: { 'refs/convert/parquet': { 'default/partial-train/0000.parquet': parquet } }, rows: [7], told: /only the beginning/ },
  'pictures with their metadata, and the Parquet that the Hub made': { files: { 'metadata.csv': 'file_name,n\ntrain/1.png,1\n', 'train/1.png': picture }, branches: { 'refs/convert/parquet': { 'default/train/0000.parquet': parquet } }, rows: [7] },
  'names with blanks, umlauts and signs': { files: { 'data/a b & ü #1%20?.jsonl': jsonl(1), 'data/東京.jsonl': jsonl(2) }, rows: [1, 2] },
  'hidden files beside': { files: { '.cache/a.jsonl': jsonl(8), '.b.jsonl': jsonl(9), 'train.jsonl': jsonl(1) }, rows: [1] },
  'the same content twice': { files: { 'a.jsonl': long, 'b.jsonl': long }, rows: [...all, ...all], asks: 1 },
  'a name that leads out of it': { set: (hub) => (hub.entries = ([entry]) => [{ ...entry, path: '../../escaped.jsonl' }]), rows: /leads elsewhere/ },
};

const resolves = (hub) => hub.requests.filter(({ path }) => path.includes('/resolve/')).length;
const begin = (request) => Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0);
/// The answer of `resolve` to the first `times` requests, then the file.
const first = (times, answer) => (hub) => (hub.resolve = (...given) => resolves(hub) <= times && (answer(...given, hub), true));
const always = (answer) => first(Infinity, answer);
const status = (code, headers = {}) => (request, response) => response.writeHead(code, headers).end('refused');
const apiStatus = (times, code, headers = {}, error) => (hub) => {
  let count = 0;
  hub.api = (request, response) => ++count <= times && hub.refuse(response, code, error, headers);
};
const wrong = (request, response, bytes) => response.end(Buffer.alloc(bytes.length, 32));
const endless = (response) => {
  const more = () => {
    while (response.write(Buffer.alloc(65536, 32)));
    response.once('drain', more);
  };
  more();
};

/// How the Hub and the network behave while 300 rows of large-file storage are imported.
const situations = {
  'a redirect to storage on another host, which gets no token': { elsewhere: true, env: { HF_TOKEN: 'hf_secret' } },
  'a redirect within the host, by a relative address': { set: first(1, (request, response) => response.writeHead(307, { Location: `${request.url}?again=1` }).end()) },
  'redirects in a circle': { set: always((request, response) => response.writeHead(302, { Location: request.url }).end()), fails: /redirect/i },
  'headers of Xet storage beside the file': { set: always((request, response, bytes) => response.writeHead(200, { 'X-Xet-Hash': 'a'.repeat(64), 'X-Xet-Refresh-Route': '/api/x', 'Content-Length': bytes.length, 'X-Linked-Size': bytes.length }).end(bytes)) },
  '429 with the seconds to wait': { set: apiStatus(1, 429, { 'Retry-After': '1' }) },
  '429 with an hour to wait': { set: apiStatus(Infinity, 429, { 'Retry-After': '3600' }), fails: /try again in 3600 s/ },
  '429 with RateLimit headers': { set: apiStatus(1, 429, { RateLimit: '"api";r=0;t=1', 'RateLimit-Policy': '"fixed window";"api";q=500;w=300' }) },
  '502 once': { set: first(1, status(502)) },
  '503 of the listing, once': { set: apiStatus(1, 503) },
  '504 once': { set: first(1, status(504)) },
  '500 always': { set: apiStatus(Infinity, 500), fails: /with status 500/ },
  'a body that is cut': { set: first(1, (request, response, bytes) => (response.writeHead(200, { 'Content-Length': bytes.length }), response.write(bytes.subarray(0, 2000), () => response.destroy()))) },
  'a server without ranges, after a cut': { set: always((request, response, bytes, path, hub) => (response.writeHead(200, { 'Content-Length': bytes.length }), resolves(hub) === 1 ? response.write(bytes.subarray(0, 2000), () => response.destroy()) : response.end(bytes))) },
  'a chunked body': { set: always((request, response, bytes) => (response.write(bytes.subarray(0, 9)), response.end(bytes.subarray(9)))) },
  'a body whose end is the end of the connection': { set: always((request, response, bytes) => (response.useChunkedEncodingByDefault = false, response.writeHead(200, { Connection: 'close' }), response.end(bytes))) },
  'a body in gzip, where it was taken': { set: always((request, response, bytes) => (/gzip/.test(request.headers['accept-encoding'] ?? '') ? response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(bytes)) : response.end(bytes))) },
  'content of a wrong hash, once': { set: first(1, wrong) },
  'content of a wrong hash, always': { set: always(wrong), fails: /does not have the hash the Hub states/ },
  'a body that stalls, once': { set: first(1, (request, response, bytes) => (response.writeHead(200, { 'Content-Length': bytes.length }), response.write(bytes.subarray(0, 2000)))) },
  'a body of ten bytes a time': { set: always((request, response, bytes) => (response.writeHead(begin(request) ? 206 : 200, { 'Content-Length': bytes.length - begin(request) }), response.write(bytes.subarray(begin(request), begin(request) + 10), () => response.destroy()))), fails: /broke|cut|closed|early|transfer/i },
  'a body without end': { set: always((request, response) => endless(response)), fails: /is longer than the Hub states/ },
  'a body that is shorter than stated': { set: always((request, response, bytes) => response.end(bytes.subarray(1))), fails: /ends too early, again and again/ },
  'a page that asks for a login': { set: always((request, response) => response.end('<html>Sign in</html>')), fails: /ends too early, again and again/ },
  'a link to storage that has expired, once': { set: first(1, status(403, { 'Content-Type': 'application/xml' })) },
  'storage that is blocked': { set: always(status(403, { 'Content-Type': 'application/xml' })), fails: /is closed/ },
  'a private dataset, without a token': { set: apiStatus(Infinity, 401, {}, 'RepoNotFound'), fails: /does not exist at \S+, or is private: then set HF_TOKEN/ },
  'a private dataset, with the token of HF_HOME': { home: 'hf_home', set: (hub) => (hub.api = (request, response) => request.headers.authorization !== 'Bearer hf_home' && hub.refuse(response, 401, 'RepoNotFound')) },
  'a gated dataset': { set: apiStatus(Infinity, 403, {}, 'GatedRepo'), env: { HF_TOKEN: 'x' }, fails: /is gated: accept its conditions/ },
  'a dataset that was renamed': { set: (hub) => (hub.api = (request, response) => (response.end(JSON.stringify({ id: 'new/name', sha: commit })), true)), fails: /was renamed: open hf:\/\/new\/name/ },
  'a cache that huggingface_hub has filled': { cached: true, asks: 0 },
};

async function run(place, hub, args, env = {}) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HF_') && !/proxy/i.test(name)));
  const child = spawn(binary, args, {
    cwd: place.folder,
    env: { ...clean, VITRINE_HOME: place.home, HF_ENDPOINT: hub.url, HF_HOME: join(place.folder, 'hf'), HF_HUB_DOWNLOAD_TIMEOUT: '2', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return await finished(child);
}

/// Column n of every split, by config and split.
function numbers(place) {
  const { configs } = JSON.parse(place.ok('info', 'acme/papers', '--json'));
  return configs.flatMap((config) => config.splits.map(({ split }) => split).sort().flatMap((split) => place.rows('acme/papers', '--config', config.config, '--split', split).map((row) => row.n)));
}

async function check(t, { files = { 'train.jsonl': jsonl(1) }, branches = {}, at = 'hf://acme/papers', set, env, rows, told, asks, before: prepare }) {
  const hub = await new HostileHub(files).start();
  t.after(() => hub.stop());
  for (const [branch, held] of Object.entries(branches)) hub.branches[branch] = Object.fromEntries(Object.entries(held).map(([path, content]) => [path, Buffer.from(content)]));
  set?.(hub);
  const place = new Workplace(t);
  await prepare?.(place, hub);
  const { code, err } = await run(place, hub, ['import', at], env);
  if (rows instanceof RegExp) {
    assert.equal(code, 1, err);
    assert.match(err.trim().split('\n').at(-1), rows);
    assert.deepEqual(place.datasets(), []);
  } else {
    assert.equal(code, 0, err);
    assert.deepEqual(numbers(place), rows);
  }
  if (told) assert.match(err, told);
  if (asks !== undefined) assert.equal(resolves(hub), asks);
  return hub;
}

describe('a dataset of the Hub', { concurrency: 4 }, () => {
  test('is tried in 58 forms and 30 situations', () => {
    assert.equal(Object.keys(sources).length, 58);
    assert.equal(Object.keys(situations).length, 30);
  });

  for (const [name, source] of Object.entries(sources)) test(`source: ${name}`, (t) => check(t, source));

  for (const [name, situation] of Object.entries(situations)) {
    test(`situation: ${name}`, async (t) => {
      const { elsewhere, home, cached } = situation;
      const seen = [];
      const other = createServer((request, response) => (seen.push(request.headers.authorization), response.end(long)));
      if (elsewhere) {
        await new Promise((done) => other.listen(0, '127.0.0.2', done));
        t.after(() => other.close());
        situation.set = always((request, response) => response.writeHead(302, { Location: `http://127.0.0.2:${other.address().port}/file` }).end());
      }
      const prepare = (place, hub) => {
        if (home) {
          mkdirSync(join(place.folder, 'hf'), { recursive: true });
          writeFileSync(join(place.folder, 'hf', 'token'), `${home}\n`);
        }
        if (cached) {
          const blobs = join(place.folder, 'hf', 'hub', 'datasets--acme--papers', 'blobs');
          mkdirSync(blobs, { recursive: true });
          writeFileSync(join(blobs, hub.list(hub.files)[0].lfs.oid), long);
        }
      };
      await check(t, { files: { 'train.jsonl': long }, rows: situation.fails ?? all, ...situation, before: prepare });
      if (elsewhere) assert.deepEqual(seen, [undefined]);
    });
  }
});
