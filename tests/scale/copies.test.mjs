// Copies of the real server, and what they make of origins that are down, lie, or are something else.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { lines } from '../cli/vitrine.mjs';
import { Server, freePort, noSmallDisk, startCopy, startWholeCopy } from './copies.mjs';

const papers = (version, count = 200) => lines(Array.from({ length: count }, (_, i) => ({ title: `paper ${i} of import ${version}`, version, embedding: [i, version, 1, 2, 3, 4, 5, 6].map((x) => x / 7 + 0.25) })));

function importInto(server, version, name = 'papers', count = 200) {
  server.place.file(`${name}.jsonl`, papers(version, count));
  server.place.ok('import', `${name}.jsonl`, '--name', `local/${name}`);
}

async function startOrigin(t, ...options) {
  const origin = new Server(t, ...options);
  importInto(origin, 1);
  return origin.start();
}

async function search(server, options) {
  const { status, body } = await server.json('/api/v1/datasets/local/papers/search?q=paper&limit=20', options);
  delete body.took_ms;
  return { status, body };
}

test('a copy answers what its origin answers, follows it, and drops what it drops', async (t) => {
  const origin = await startOrigin(t);
  importInto(origin, 1, 'talks');
  const copy = await startWholeCopy(t, origin.url);
  assert.deepEqual(await search(copy), await search(origin));
  for (const target of ['/api/v1/datasets', '/api/v1/datasets/local/papers', '/api/v1/datasets/local/papers/columns', '/splits?dataset=local/papers', '/statistics?dataset=local/papers&config=default&split=train', '/info?dataset=local/papers', '/croissant?dataset=local/papers'])
    assert.equal((await (await fetch(copy.url + target)).text()).replaceAll(copy.url, origin.url), await (await fetch(origin.url + target)).text(), target);
  const copied = copy.saysNext(/copied local\/papers/);
  importInto(origin, 2);
  await copied;
  assert.equal((await search(copy)).body.hits[0].row.version, 2);
  const dropped = copy.saysNext(/dropped local\/talks/);
  origin.place.ok('remove', 'local/talks');
  await dropped;
  assert.equal((await copy.json('/api/v1/datasets/local/talks')).status, 404);
});

test('labels, reading lists and counts are copied with a token that may see notes', async (t) => {
  const origin = await startOrigin(t, '--private');
  const change = (target, method, body) => fetch(origin.url + target, { method, body: body && JSON.stringify(body), headers: { ...origin.bearer, 'Content-Type': 'application/json' } });
  const dataset = '/api/v1/datasets/local/papers';
  assert.equal((await change(`${dataset}/reading-list/3`, 'PUT', { note: 'read this' })).status, 200);
  assert.equal((await change(`${dataset}/labels/verdict`, 'PUT', { kind: 'choice', choices: ['good', 'bad'] })).status, 200);
  assert.equal((await change(`${dataset}/labels/verdict/rows/5`, 'PUT', { value: 'good', was: null })).status, 200);
  await (await fetch(`${origin.url}/datasets/local/papers/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet`, { headers: origin.bearer })).arrayBuffer();
  const token = origin.place.ok('token', 'add', 'copies', '--role', 'curator').trim();
  const readers = origin.place.ok('token', 'add', 'readers', '--role', 'reader').trim();

  const without = await startCopy(t, origin.url);
  await without.says(/lets nobody read without a token: put one into VITRINE_ORIGIN_TOKEN/);
  const wrong = new Server(t, '--replica-of', origin.url);
  wrong.env = { VITRINE_ORIGIN_TOKEN: `vit_${'x'.repeat(43)}` };
  await wrong.start();
  await wrong.says(/does not take the token of VITRINE_ORIGIN_TOKEN/);

  const copyWith = async (its) => {
    const copy = new Server(t, '--replica-of', origin.url, '--replica-seconds', '1', '--private');
    copy.env = { VITRINE_ORIGIN_TOKEN: its };
    await copy.start();
    await copy.says(/is whole/);
    return copy;
  };
  const copy = await copyWith(token);
  for (const target of [`${dataset}/reading-list`, `${dataset}/labels`, dataset]) {
    const there = (await origin.json(target, { headers: origin.bearer })).body;
    const here = (await copy.json(target, { headers: copy.bearer })).body;
    assert.notEqual(here.allowed, true, 'the page offers no change');
    delete there.allowed;
    delete here.allowed;
    assert.deepEqual(here, there, target);
  }
  assert.equal((await copy.json(dataset, { headers: copy.bearer })).body.downloads_last_month, 1);
  assert.equal((await copy.json(`${dataset}/reading-list`)).status, 401, 'notes are nobody else\'s here either');
  const fewer = await copyWith(readers);
  assert.deepEqual((await fewer.json(`${dataset}/reading-list`, { headers: fewer.bearer })).body.entries, []);
});

test('what was pushed, and a map that was made, are copied', async (t) => {
  const origin = await startOrigin(t);
  const copy = await startWholeCopy(t, origin.url);
  const push = (target, body) => fetch(origin.url + target, { method: 'POST', body, headers: { ...origin.bearer, 'Content-Type': 'application/x-ndjson' } });
  assert.equal((await push('/api/repos/create', '{"type":"dataset","name":"pushed","organization":"acme"}')).status, 200);
  const copied = copy.saysNext(/copied acme\/pushed/);
  assert.equal((await push('/api/datasets/acme/pushed/commit/main', '{"key":"header","value":{"summary":"one file"}}\n{"key":"file","value":{"path":"a.csv","content":"a,b\\n1,2\\n"}}\n')).status, 200);
  await copied;
  for (const target of ['/api/datasets/acme/pushed/tree/main', '/api/datasets/acme/pushed/commits/main', '/api/datasets/acme/pushed/refs', '/datasets/acme/pushed/resolve/main/a.csv', '/rows?dataset=acme/pushed&config=default&split=train']) {
    const [there, here] = await Promise.all([origin, copy].map(({ url }) => fetch(url + target)));
    assert.equal(here.status, 200, target);
    assert.equal(await here.text(), await there.text(), target);
  }
  const map = '/api/v1/datasets/local/papers/map';
  while ((await fetch(origin.url + map)).status === 202);
  const snapshots = join(copy.place.dataset('papers'), 'snapshots');
  await copy.place.until(() => readdirSync(snapshots, { recursive: true }).some((name) => String(name).endsWith('.vtm')), copy.child);
  const [there, here] = await Promise.all([origin, copy].map((server) => server.json(map)));
  assert.equal(here.status, 200, 'and not made again');
  assert.deepEqual(here.body, there.body);
});

test('a disk without room keeps the old rows, and says what it lacks', { skip: noSmallDisk }, async (t) => {
  const origin = await startOrigin(t);
  const copy = new Server(t, '--replica-of', origin.url, '--replica-seconds', '1');
  copy.disk = '12m';
  await copy.start();
  await copy.says(/is whole/);
  const before = await search(copy);
  origin.place.file('papers.jsonl', lines(Array.from({ length: 20_000 }, (_, i) => ({ title: `paper ${i} ${Math.sin(i)} ${Math.cos(i * i)}`, text: `${Math.tan(i)} `.repeat(20) }))));
  origin.place.ok('import', 'papers.jsonl');
  await copy.says(/the disk has no room for dataset local\/papers: it needs \d+ MB, and \d+ MB are free; what is here is served on/);
  assert.deepEqual(await search(copy), before);
  assert.match((await copy.json('/api/v1/copy')).body.trouble, /no room/);
  importInto(origin, 2);
  await copy.says(/copied local\/papers[^]*copied local\/papers/);
  assert.equal((await search(copy)).body.hits[0].row.version, 2);
});

test('a change is refused by one sentence that names the origin, by the server and by commands', async (t) => {
  const origin = await startOrigin(t);
  const copy = await startWholeCopy(t, origin.url);
  const sentence = `This server is a copy of ${origin.url} and takes no changes: make them there.`;
  const dataset = '/api/v1/datasets/local/papers';
  for (const [method, target] of [['POST', '/api/v1/imports'], ['POST', '/api/v1/uploads?name=a.csv'], ['DELETE', dataset], ['PUT', `${dataset}/reading-list/1`], ['PUT', `${dataset}/labels/verdict`], ['POST', '/api/repos/create'], ['POST', '/api/datasets/local/papers/commit/main']]) {
    const answer = await fetch(copy.url + target, { method, headers: { ...copy.bearer, 'Content-Type': 'application/json' }, body: method === 'DELETE' ? undefined : '{}' });
    assert.equal(answer.status, 405, target);
    assert.deepEqual(await answer.json(), { error: sentence });
    assert.equal(answer.headers.get('x-error-message'), sentence);
    assert.match(answer.headers.get('allow'), /^(GET, HEAD, )?OPTIONS$/, target);
  }
  assert.deepEqual((await copy.json('/api/v1/imports', { headers: copy.bearer })).body, { allowed: false, paths: false, token_helps: false, notes: true, imports: [] });
  copy.place.file('own.jsonl', papers(3));
  copy.place.fails(['import', 'own.jsonl'], /this library is a copy of http:\/\/127.*: change it there/);
  copy.place.fails(['remove', 'local/papers'], /is a copy of/);
  await copy.kill();
  copy.place.fails(['serve', '--port', '0'], /is a copy of .*; --replica-of follows it, --read-only serves what is here/);
  rmSync(join(copy.home, 'copy.json'));
  copy.place.ok('import', 'own.jsonl');
});

test('while the origin is down a copy serves on, says so, and follows when it is back', async (t) => {
  const origin = await startOrigin(t);
  const copy = await startWholeCopy(t, origin.url);
  const before = await search(copy);
  await origin.kill();
  await copy.says(/what is here is served on/);
  assert.deepEqual(await search(copy), before);
  const { body } = await copy.json('/api/v1/copy');
  assert.equal(body.origin, origin.url);
  assert.match(body.trouble, new RegExp(`the origin ${origin.url}`));
  assert.ok(Date.parse(body.agreed_at) <= Date.parse(body.trouble_since));
  assert.match(await (await fetch(`${copy.url}/ready`)).text(), /^ready; the origin/);
  const metrics = await (await fetch(`${copy.url}/metrics`)).text();
  assert.match(metrics, /^vitrine_copy_in_trouble 1$/m);
  assert.match(metrics, /^vitrine_copy_whole 1$/m);
  // Started again meanwhile, it answers once it has seen that nobody is there.
  await copy.kill();
  await copy.start();
  await copy.says(/what is here is served on/);
  assert.equal((await fetch(`${copy.url}/ready`)).status, 200);
  assert.deepEqual(await search(copy), before);
  importInto(origin, 2);
  const copied = copy.saysNext(/copied local\/papers/);
  await origin.start();
  await copied;
  assert.equal((await search(copy)).body.hits[0].row.version, 2);
});

test('a folder, a copy of a copy, and what is none', async (t) => {
  const origin = await startOrigin(t);
  const first = await startWholeCopy(t, origin.home);
  const second = await startWholeCopy(t, first.url);
  assert.deepEqual(await search(second), await search(origin));
  assert.doesNotMatch(JSON.stringify((await first.json('/api/v1/copy')).body), /\/home/, 'no path of this machine');
  const refused = new Server(t).place;
  refused.fails(['serve', '--port', '0', '--replica-of', refused.home], /is this very library/);
  refused.fails(['serve', '--port', '0', '--replica-of', join(refused.folder, 'nothing')], /is no library/);
  refused.fails(['serve', '--port', '0', '--replica-of', 'http://ana:secret@host'], /holds no password/);
  origin.place.fails(['serve', '--port', '0', '--replica-of', first.url], /has datasets of its own, such as local\/papers/);
  assert.equal(refused.run(['serve', '--replica-of', origin.url, '--allow-changes']).status, 2);
  const itself = new Server(t);
  itself.port = await freePort();
  itself.options = ['--replica-of', `http://127.0.0.1:${itself.port}`];
  await itself.start();
  await itself.says(/is this server itself/);
});

/// Between a copy and its origin: hands everything on, or what `change` makes of it.
async function between(t, origin) {
  const change = {};
  const server = createServer((asked, answer) => {
    if (change.instead?.(asked, answer)) return;
    const sent = request(origin.url + asked.url, { headers: { ...asked.headers, host: `127.0.0.1:${origin.port}` } }, async (came) => {
      const pieces = [];
      for await (const piece of came) pieces.push(piece);
      let body = Buffer.concat(pieces);
      const headers = { ...came.headers };
      if (change.body) {
        body = change.body(asked.url, body);
        headers['content-length'] = body.length;
        delete headers.etag;
      }
      answer.writeHead(came.statusCode, headers);
      if (change.cut?.test(asked.url)) answer.write(body.subarray(0, body.length / 2), () => answer.destroy());
      else answer.end(body);
    });
    sent.end();
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => server.closeAllConnections());
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${server.address().port}`, change };
}

const replaced = (pattern, from, to) => (url, body) => (pattern.test(url) ? Buffer.from(body.toString().replace(from, to)) : body);
const list = /\/copies$/;

test('an origin that is another product, lies or is of another version is refused by name, and the old rows stay', async (t) => {
  const origin = await startOrigin(t);
  const proxy = await between(t, origin);
  const copy = await startWholeCopy(t, proxy.url);
  const before = await search(copy);
  importInto(origin, 2);
  const html = (status) => (_, answer) => answer.writeHead(status, { 'Content-Type': 'text/html' }).end('<html>Sign in</html>');
  const cases = [
    [{ instead: html(200) }, /answers with text\/html where a server of Vitrine answers with JSON/],
    [{ instead: html(404) }, /it is no server of Vitrine, or one that is too old to be copied/],
    [{ instead: html(502) }, /answers 502/],
    [{ instead: (asked, answer) => answer.writeHead(302, { Location: '/login' }).end() && true }, /edirect/],
    [{ body: replaced(list, '"datasets":[', '"datasets":[[') }, /list of datasets is/],
    [{ body: replaced(list, '"copies":1', '"copies":9') }, /lists its datasets in version 9, and this one reads version 1/],
    [{ body: replaced(list, '"snapshot_format":2', '"snapshot_format":3') }, /keeps snapshots in format 3, and this one reads format 2: run the same version on both/],
    [{ body: replaced(list, '"local/papers"', '"../papers"') }, /no usable "id"/],
    [{ body: replaced(list, /"manifest":"../, '"manifest":"00') }, /is not the one it lists/],
    [{ body: replaced(/manifest\?/, 'parquet/default/train/0000.parquet', '../../../../0000.parquet') }, /is not the one it lists/],
    // Files come in the order of their names, and those that came whole are not asked for again.
    [{ body: (url, body) => (/\.vti$/.test(url) ? Buffer.from(body.map((byte) => byte ^ 1)) : body) }, /text\.vti with content that does not have the hash it states/],
    [{ body: (url, body) => (/\.parquet$/.test(url) ? Buffer.concat([body, Buffer.from('!')]) : body) }, /sends more of local\/papers's parquet/],
    [{ cut: /\.parquet$/ }, /the origin http.*: /],
  ];
  for (const [change, sentence] of cases) {
    Object.assign(proxy.change, { instead: undefined, body: undefined, cut: undefined }, change);
    await copy.kill(); // what failed often is asked ever later, but first of all when it begins
    await copy.start();
    await copy.says(sentence);
    assert.deepEqual(await search(copy), before, String(sentence));
    assert.equal((await fetch(`${copy.url}/ready`)).status, 200);
  }
  Object.assign(proxy.change, { instead: undefined, body: undefined, cut: undefined });
  await copy.kill();
  await copy.start();
  await copy.says(/copied local\/papers/);
  await copy.ready();
  assert.equal((await search(copy)).body.hits[0].row.version, 2);
});

test('what a killed copy leaves is the old or the new, and is gone on with', async (t) => {
  const origin = await startOrigin(t);
  const proxy = await between(t, origin);
  const copy = await startWholeCopy(t, proxy.url);
  const incoming = () => readdirSync(join(copy.home, 'incoming'), { recursive: true }).map(String);
  const inDataset = () => readdirSync(copy.place.dataset('papers'));
  const current = () => readFileSync(join(copy.place.dataset('papers'), 'current'), 'utf8');
  const moments = [
    () => incoming().some((name) => name.endsWith('.partial')),
    () => incoming().some((name) => name.endsWith('.parquet')),
    () => inDataset().some((name) => name.startsWith('staging')),
    () => readdirSync(join(copy.place.dataset('papers'), 'snapshots')).length > 1,
    () => inDataset().some((name) => name.startsWith('current.new')),
  ];
  let version = 1;
  for (const [i, moment] of moments.entries()) {
    const old = current();
    version += 1;
    importInto(origin, version, 'papers', 3000);
    await copy.place.until(() => moment() || current() !== old, copy.child);
    await copy.kill();
    const rows = JSON.parse(copy.place.ok('rows', 'papers', '--json', '--limit', '3')).hits.map(({ row }) => row.version);
    assert.ok([version - 1, version].includes(rows[0]), `moment ${i}: ${rows}`);
    assert.ok(rows.every((one) => one === rows[0]));
    copy.place.ok('doctor', 'papers');
    await copy.start();
    await copy.place.until(() => current() !== old && !inDataset().some((name) => name.startsWith('staging')), copy.child);
    await copy.ready();
    assert.equal((await search(copy)).body.hits[0].row.version, version);
  }
});

test('a copy mends what rots in it from its origin', async (t) => {
  const origin = await startOrigin(t);
  const copy = await startWholeCopy(t, origin.url);
  const before = await search(copy);
  const [id] = readdirSync(join(copy.place.dataset('papers'), 'snapshots'));
  const index = join(copy.place.dataset('papers'), 'snapshots', id, 'index/default/train/text.vti');
  await copy.kill();
  const bytes = readFileSync(index);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(index, bytes);
  await copy.start();
  const mended = copy.says(/copied local\/papers/);
  await copy.ready();
  await search(copy);
  await mended;
  assert.deepEqual(await search(copy), before);
  assert.ok(!existsSync(join(copy.home, 'incoming', 'local@papers@dropped')));
});
