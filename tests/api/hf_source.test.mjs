// hf://owner/name against two Hubs: our own server, and one that fails in every way that a network can.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Workplace, binary, finished, lines } from '../cli/vitrine.mjs';
import { HostileHub, commit } from './hostile_hub.mjs';

const rows = Array.from({ length: 300 }, (_, i) => ({ id: i, title: `Paper ${i}, told at some length`, tags: ['a', 'b'] }));
const data = lines(rows);
const hubs = [];
after(() => Promise.all(hubs.map((hub) => hub.stop())));

async function hub(files = { 'train.jsonl': data }) {
  const made = await new HostileHub(files).start();
  hubs.push(made);
  return made;
}

/// Runs the binary without holding up the Hub, which is served by this process.
async function run(place, endpoint, args, env = {}) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HF_') && !/proxy/i.test(name)));
  const child = spawn(binary, args, {
    cwd: place.folder,
    env: { ...clean, VITRINE_HOME: place.home, HF_ENDPOINT: endpoint, HF_HOME: join(place.folder, 'hf'), HF_HUB_DOWNLOAD_TIMEOUT: '2', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  const { code, err } = await finished(child);
  return { code, out, err };
}

async function imports(place, { url }, source = 'hf://acme/papers', env = {}) {
  const result = await run(place, url, ['import', source], env);
  assert.equal(result.code, 0, result.err);
  return result;
}

async function fails(place, { url }, pattern, source = 'hf://acme/papers', env = {}) {
  const result = await run(place, url, ['import', source], env);
  assert.equal(result.code, 1, result.err);
  const last = result.err.trim().split('\n').at(-1);
  assert.match(last, pattern);
  return last;
}

function stored(place, config = 'default') {
  const hits = JSON.parse(place.ok('rows', 'acme/papers', '--json', '--limit', '10000', '--config', config)).hits;
  return hits.map((hit) => hit.row);
}
const cache = (place) => join(place.folder, 'hf', 'hub', 'datasets--acme--papers');

test('a dataset of our own server is imported by its name, and is the same', async (t) => {
  const place = new Workplace(t);
  place.file('repo/README.md', '---\nlicense: mit\nconfigs:\n- config_name: main\n  data_files: a.jsonl\n- config_name: more\n  data_files: b.csv\n---\nWords.\n');
  place.file('repo/a.jsonl', data);
  place.file('repo/b.csv', 'n\n1\n2\n');
  place.ok('import', 'repo', '--name', 'acme/papers');
  const server = place.start(['serve', '--port', '0', '--quiet'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const end = finished(server);
  const url = await new Promise((done) => server.stderr.on('data', (chunk) => /http:\S+:\d+/.test(chunk) && done(/http:\S+:\d+/.exec(chunk)[0])));
  const other = new Workplace(t);
  await imports(other, { url });
  assert.deepEqual(stored(other, 'main'), rows);
  assert.deepEqual(stored(other, 'more'), [{ n: 1 }, { n: 2 }]);
  const snapshots = join(cache(other), 'snapshots');
  const link = join(snapshots, readdirSync(snapshots)[0], 'main', 'train', '0000.parquet');
  assert.ok(lstatSync(link).isSymbolicLink(), 'the standard layout links to blobs');
  assert.equal(readFileSync(join(cache(other), 'refs', 'main'), 'utf8'), readdirSync(snapshots)[0]);
  await fails(other, { url }, /hf:\/\/acme\/absent does not exist at http/, 'hf://acme/absent');
  await fails(other, { url }, /there is no such revision/, 'hf://acme/papers@v9');
  server.kill('SIGTERM');
  await end;
});

test('a path names files, a folder or a glob; pages of a listing are followed', async (t) => {
  const made = await hub({ 'x/one.jsonl': '{"n":1}\n', 'x/two.jsonl': '{"n":2}\n', 'y/three.jsonl': '{"n":3}\n', 'notes.txt': 'no data' });
  made.pageSize = 1;
  for (const [path, expected] of [['y/three.jsonl', [3]], ['x', [1, 2]], ['*/t*.jsonl', [2, 3]], ['', [1, 2, 3]]]) {
    const place = new Workplace(t);
    await imports(place, made, `hf://acme/papers${path && `/${path}`}`);
    assert.deepEqual(stored(place).map((row) => row.n), expected, path);
  }
  await fails(new Workplace(t), made, /there is no such file/, 'hf://acme/papers/z');
});

test('only what is read is downloaded, and only once', async (t) => {
  const made = await hub({ 'one.jsonl': data, 'same.jsonl': data, 'big.bin': 'x'.repeat(5000), '.hidden.jsonl': '{}' });
  const place = new Workplace(t);
  await imports(place, made);
  const fetched = made.requests.filter(({ path }) => path.includes('/resolve/'));
  assert.equal(fetched.length, 1, 'two files of one content are one download');
  assert.equal(stored(place).length, 600);
  made.requests.length = 0;
  assert.match((await imports(place, made)).err, /already in the library/);
  assert.deepEqual(made.requests.filter(({ path }) => path.includes('/resolve/')), []);
});

test('pictures of the card come with it, and no others; one that cannot be had is said', async (t) => {
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  const files = { 'README.md': '# Papers\n\n![plot](images/plot.png) ![gone](gone.png)\n', 'train.jsonl': data, 'images/plot.png': png, 'images/other.png': png };
  const made = await hub(files);
  const place = new Workplace(t);
  const pictures = () => JSON.parse(place.ok('info', 'acme/papers', '--json')).card.pictures;
  await imports(place, made);
  assert.deepEqual(pictures(), ['images/plot.png']);
  assert.ok(!made.requests.some(({ path }) => path.includes('other.png')));
  const bare = new Workplace(t);
  const lacking = await hub(files);
  lacking.resolve = (request, response, bytes, path) => path.includes('plot.png') && lacking.refuse(response, 404, 'EntryNotFound');
  const said = await imports(bare, lacking);
  assert.match(said.err, /the card's pictures are not shown: /);
  assert.deepEqual(stored(bare), rows);
});

test('formats that we do not read come as the Parquet of the Hub', async (t) => {
  const place = new Workplace(t);
  place.file('a.jsonl', data);
  place.ok('import', 'a.jsonl');
  place.ok('export', 'a', '--out', 'a.parquet');
  const parquet = readFileSync(join(place.folder, 'a.parquet'));
  const made = await hub({ 'README.md': '---\nlicense: mit\n---\n', 'images.tar': 'x' });
  await fails(new Workplace(t), made, /holds no Parquet, JSON, CSV, TSV/);
  made.branches['refs/convert/parquet'] = { 'second/train/0000.parquet': parquet, 'default/train/0000.parquet': parquet };
  await imports(place, made);
  assert.deepEqual(stored(place), rows);
  assert.equal(stored(place, 'second').length, 300);
  const named = new Workplace(t);
  await imports(named, made, 'hf://acme/papers@~parquet/default');
  assert.deepEqual(stored(named), rows);
});

test('cut connections, errors and stalls are outlasted, and the download goes on where it was', async (t) => {
  const made = await hub();
  let turn = 0;
  made.resolve = (request, response, bytes) => {
    turn += 1;
    if (turn === 1) return made.refuse(response, 503);
    if (turn === 2 || turn === 3) {
      const begin = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0);
      response.writeHead(begin ? 206 : 200, { 'Content-Length': bytes.length - begin });
      response.write(bytes.subarray(begin, begin + 4000));
      if (turn === 2) setImmediate(() => setTimeout(() => response.destroy(), 50));
      return true; // the third time nothing more comes
    }
    return false;
  };
  const place = new Workplace(t);
  await imports(place, made);
  assert.deepEqual(stored(place), rows);
  const ranges = made.requests.filter(({ path }) => path.includes('/resolve/')).map(({ range }) => range);
  assert.deepEqual(ranges, [undefined, undefined, 'bytes=4000-', 'bytes=8000-']);
});

test('what another run left is taken up; a server without ranges begins anew', async (t) => {
  for (const ranges of [true, false]) {
    const made = await hub();
    const place = new Workplace(t);
    const [entry] = made.list(made.files);
    mkdirSync(join(cache(place), 'blobs'), { recursive: true });
    writeFileSync(join(cache(place), 'blobs', `${entry.lfs.oid}.incomplete`), data.slice(0, 1000));
    if (!ranges) made.resolve = (request, response, bytes) => (response.end(bytes), true);
    await imports(place, made);
    assert.deepEqual(stored(place), rows);
    assert.equal(made.requests.at(-1).range, 'bytes=1000-');
    assert.deepEqual(readdirSync(join(cache(place), 'blobs')), [entry.lfs.oid]);
  }
});

test('content of a wrong hash is fetched once more, then refused', async (t) => {
  for (const name of ['train.jsonl', 'small.jsonl']) {
    const made = await hub({ [name]: name === 'small.jsonl' ? '{"n":1}\n' : data });
    made.resolve = (request, response, bytes) => (response.end(Buffer.alloc(bytes.length, 32)), true);
    const place = new Workplace(t);
    await fails(place, made, /does not have the hash the Hub states/);
    assert.equal(made.requests.filter(({ path }) => path.includes('/resolve/')).length, 2);
    assert.deepEqual(readdirSync(join(cache(place), 'blobs')), [], 'nothing wrong stays in the cache');
    assert.deepEqual(place.datasets(), []);
  }
});

test('bodies without end are cut off', async (t) => {
  const endless = (response) => {
    const more = () => {
      while (response.write(Buffer.alloc(65536, 32)));
      response.once('drain', more);
    };
    more();
    return true;
  };
  const made = await hub();
  made.resolve = (request, response) => endless(response);
  await fails(new Workplace(t), made, /is longer than the Hub states/);
  const talkative = await hub();
  talkative.api = (request, response) => endless(response);
  await fails(new Workplace(t), talkative, /an answer without end/);
});

test('the token goes to the Hub and to no host that it redirects to', async (t) => {
  const seen = [];
  const elsewhere = createServer((request, response) => {
    seen.push(request.headers);
    response.end(data);
  });
  await new Promise((done) => elsewhere.listen(0, '127.0.0.2', done));
  const made = await hub();
  made.resolve = (request, response) => {
    response.writeHead(302, { Location: `http://127.0.0.2:${elsewhere.address().port}/file` });
    response.end();
    return true;
  };
  const place = new Workplace(t);
  await imports(place, made, 'hf://acme/papers', { HF_TOKEN: 'hf_secret' });
  elsewhere.close();
  assert.ok(made.requests.every(({ authorization }) => authorization === 'Bearer hf_secret'));
  assert.equal(seen.length, 1);
  assert.equal(seen[0].authorization, undefined);
});

// Most of the time of these is pauses before the next try.
describe('what cannot be had', { concurrency: 4 }, () => {
  for (const [what, answer, pattern, env] of [
    ['missing, or private without a token', (hub, response) => hub.refuse(response, 401, 'RepoNotFound'), /does not exist at \S+, or is private: then set HF_TOKEN/],
    ['private with a token that may not see it', (hub, response) => hub.refuse(response, 404, 'RepoNotFound'), /closed to your token/, { HF_TOKEN: 'x' }],
    ['a token that is refused', (hub, response) => hub.refuse(response, 401), /the token is refused/, { HF_TOKEN: 'x' }],
    ['gated', (hub, response) => hub.refuse(response, 403, 'GatedRepo'), /is gated: accept its conditions at \S+\/datasets\/acme\/papers/],
    ['closed, in the words of the Hub', (hub, response) => hub.refuse(response, 403, 'DisabledRepo', { 'X-Error-Message': 'Access to this resource is disabled.' }), /is closed: \S+ does not give it out: Access to this resource is disabled$/],
    ['closed by something else', (hub, response) => hub.refuse(response, 403), /is closed/],
    ['renamed', (hub, response) => (response.end(JSON.stringify({ id: 'new/name', sha: commit })), true), /was renamed: open hf:\/\/new\/name/],
    ['rate-limited', (hub, response) => hub.refuse(response, 429, null, { 'Retry-After': '3600' }), /limits how often it may be asked: try again in 3600 s/],
    ['broken', (hub, response) => hub.refuse(response, 500), /answers hf:\/\/acme\/papers with status 500/],
    ['no Hub at all', (hub, response) => (response.end('<html>'), true), /is it a Hub/],
    ['a loop of redirects', (hub, response, path) => (response.writeHead(302, { Location: path }), response.end(), true), /redirect/i],
  ]) {
    test(`said in one sentence: ${what}`, async (t) => {
      const made = await hub();
      made.api = (request, response, path) => answer(made, response, path);
      await fails(new Workplace(t), made, pattern, 'hf://acme/papers', env);
    });
  }
});

const asked = (made) => made.requests.filter(({ path }) => path.includes('/resolve/')).length;

test('a file that never comes whole is given up', async (t) => {
  const begin = (request) => Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0);
  const ways = [
    ['whole, but shorter than stated, whatever is asked for', (request, response, bytes) => response.end(bytes.subarray(0, bytes.length - 1)), /ends too early, again and again/],
    ['shorter, and nothing beyond it', (request, response, bytes) => {
      if (begin(request) > 0) response.writeHead(416).end();
      else response.end(bytes.subarray(0, bytes.length - 1));
    }, /ends too early, again and again/],
    ['a page that asks for a login', (request, response) => response.end('<html>Sign in</html>'), /ends too early, again and again/],
    ['ten bytes at a time', (request, response, bytes) => {
      response.writeHead(begin(request) > 0 ? 206 : 200, { 'Content-Length': bytes.length - begin(request) });
      response.write(bytes.subarray(begin(request), begin(request) + 10));
      setImmediate(() => response.destroy());
    }, /broke|cut|closed|early|transfer/i],
  ];
  const giveUp = async ([what, answer, pattern]) => {
    const made = await hub();
    made.resolve = (...given) => (answer(...given), true);
    const place = new Workplace(t);
    await fails(place, made, pattern);
    assert.ok(asked(made) <= 7, `${what}: ${asked(made)} requests`);
    assert.deepEqual(place.datasets(), []);
  };
  await Promise.all(ways.map(giveUp));
});

test('a link to storage that has expired is asked for anew, once', async (t) => {
  const xml = '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>';
  for (const times of [1, 9]) {
    const made = await hub();
    made.resolve = (request, response) => asked(made) <= times && (response.writeHead(403, { 'Content-Type': 'application/xml' }), response.end(xml), true);
    const place = new Workplace(t);
    if (times === 1) {
      await imports(place, made);
      assert.deepEqual(stored(place), rows);
    } else {
      const sentence = await fails(place, made, /is closed/);
      assert.doesNotMatch(sentence, /gated/);
    }
    assert.equal(asked(made), 2);
  }
});

test('of a dataset that the Hub converts in part the split keeps its name, and it is said', async (t) => {
  const place = new Workplace(t);
  place.file('a.jsonl', data);
  place.ok('import', 'a.jsonl');
  place.ok('export', 'a', '--out', 'a.parquet');
  const made = await hub({ 'images.tar': 'x' });
  made.branches['refs/convert/parquet'] = { 'default/partial-train/0000.parquet': readFileSync(join(place.folder, 'a.parquet')) };
  const { err } = await imports(place, made);
  assert.match(err, /of the split train the Hub has converted only the beginning/);
  assert.deepEqual(stored(place), rows);
  assert.match(place.ok('info', 'acme/papers'), /train/);
  assert.doesNotMatch(place.ok('rows', 'acme/papers', '--split', 'train', '--limit', '1'), /partial/);
});

test('HF_HUB_OFFLINE reads what the cache has and asks nobody', async (t) => {
  const made = await hub({ 'README.md': '---\nlicense: mit\n---\nWords.\n', 'train.jsonl': data, 'extra/more.csv': 'n\n1\n' });
  const place = new Workplace(t);
  const offline = { HF_HUB_OFFLINE: '1' };
  await fails(place, made, /is not in the cache \(\S+\), and HF_HUB_OFFLINE forbids to ask for it/, 'hf://acme/papers', offline);
  await imports(place, made, 'hf://acme/papers/train.jsonl');
  made.requests.length = 0;
  const other = new Workplace(t);
  const shared = { ...offline, HF_HUB_CACHE: join(place.folder, 'hf', 'hub') };
  for (const source of ['hf://acme/papers', `hf://acme/papers@${commit}`]) await imports(other, made, source, shared);
  assert.deepEqual(stored(other), rows);
  await fails(other, made, /there is no such file/, 'hf://acme/papers/extra', shared);
  await fails(other, made, /v2 is not in the cache/, 'hf://acme/papers@v2', shared);
  assert.deepEqual(made.requests, []);
});

test('nobody listening is said with the host', async (t) => {
  const made = await hub();
  const { url } = made;
  await made.stop();
  hubs.splice(hubs.indexOf(made), 1);
  await fails(new Workplace(t), { url }, /127\.0\.0\.1:\d+: /);
});

test('listings that lie are refused before anything is written', async (t) => {
  for (const [lie, pattern] of [
    [{ path: '../../escaped.jsonl' }, /leads elsewhere/],
    [{ path: '/etc/escaped.jsonl' }, /leads elsewhere/],
    [{ path: 'a\\b.jsonl' }, /leads elsewhere/],
    [{ lfs: { oid: '../../../escaped' } }, /hashes that make sense/],
    [{ oid: 'x' }, /hashes that make sense/],
    [{ size: -1 }, /hashes that make sense/],
  ]) {
    const made = await hub();
    made.entries = ([entry]) => [{ ...entry, ...lie }];
    const place = new Workplace(t);
    await fails(place, made, pattern);
    assert.equal(existsSync(join(place.folder, 'hf')), false, JSON.stringify(lie));
  }
  const twice = await hub();
  twice.entries = ([entry]) => [entry, entry];
  await fails(new Workplace(t), twice, /twice/);
});
