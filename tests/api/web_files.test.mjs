// Files by their address, from a server that trickles, breaks off, lies about lengths, redirects for ever or has nothing:
// the file comes in whole, or one sentence says why not and nothing stays behind.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { zip } from '../cli/packed.mjs';
import { Workplace, binary, finished } from '../cli/vitrine.mjs';
import { serve } from './serve.mjs';
import { HostileHub } from './hostile_hub.mjs';

const text = `id,title\n${Array.from({ length: 5000 }, (_, i) => `${i},Paper ${i}\n`).join('')}`;
const etag = { ETag: '"one"' };

async function served(t, handler) {
  const server = createServer(handler);
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => new Promise((done) => (server.closeAllConnections(), server.close(done))));
  return `http://127.0.0.1:${server.address().port}`;
}

/// Runs the binary without holding up the server, which is in this process.
async function imported(place, ...args) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HF_') && !/proxy/i.test(name)));
  const env = { ...clean, VITRINE_HOME: place.home, HOME: place.folder, HF_HOME: join(place.folder, 'hf'), HF_HUB_DOWNLOAD_TIMEOUT: '1', ...place.environment };
  const child = spawn(binary, ['import', ...args], { cwd: place.folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  return finished(child);
}

async function refused(place, pattern, ...args) {
  const { code, err } = await imported(place, ...args);
  assert.equal(code, 1, err);
  const last = err.trim().split('\n').at(-1);
  assert.match(last, /^vitrine: /);
  assert.match(last, pattern);
  assert.deepEqual(place.datasets(), []);
  const scratch = join(place.home, 'tmp');
  assert.deepEqual(existsSync(scratch) ? readdirSync(scratch) : [], []);
}

const startOf = (request) => Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);

/// The head of an honest answer from `start` on.
function head(response, start, more = etag) {
  const range = start > 0 ? { 'Content-Range': `bytes ${start}-${text.length - 1}/${text.length}` } : {};
  response.writeHead(start > 0 ? 206 : 200, { 'Content-Length': text.length - start, ...range, ...more });
}

test('--dry-run looks at an address, and imports nothing', async (t) => {
  const place = new Workplace(t);
  const url = await served(t, (request, response) => response.end('id\n7\n'));
  const { code, err } = await imported(place, `${url}/there.csv`, '--dry-run');
  assert.equal(code, 0, err);
  assert.deepEqual(place.datasets(), []);
});

test('the server previews addresses, datasets of the Hub and several files, and imports nothing', async (t) => {
  const place = new Workplace(t);
  const url = await served(t, (request, response) => response.end('id\n7\n'));
  const hub = await new HostileHub({ 'data/train.jsonl': '{"id":1}\n{"id":2}\n' }).start();
  t.after(() => hub.stop());
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HF_') && !/proxy/i.test(name)));
  const env = { ...clean, VITRINE_HOME: place.home, HF_ENDPOINT: hub.url, HF_HOME: join(place.folder, 'hf') };
  place.file('here.csv', 'id\n8\n');
  const server = await serve({ start: (args, options) => place.start(args, { ...options, env }) });
  try {
    for (const [body, dataset, rows] of [
      [{ source: `${url}/there.csv` }, 'local/there', 1],
      [{ sources: [join(place.folder, 'here.csv'), `${url}/there.csv`], name: 'me/both' }, 'me/both', 2],
      [{ source: 'hf://acme/papers' }, 'acme/papers', 2],
    ]) {
      const answer = await fetch(`${server.url}/api/v1/imports/preview`, { method: 'POST', headers: server.bearer, body: JSON.stringify(body) });
      const text = await answer.text();
      assert.equal(answer.status, 200, text);
      assert.equal(JSON.parse(text).dataset, dataset);
      assert.equal(JSON.parse(text).configs[0].splits[0].num_rows, rows);
    }
    assert.deepEqual(place.datasets(), []);
  } finally {
    await server.stop();
  }
});

test('a transfer that breaks goes on where it stopped', async (t) => {
  const place = new Workplace(t);
  const asked = [];
  const part = Math.ceil(text.length / 3);
  const url = await served(t, (request, response) => {
    const start = startOf(request);
    asked.push(start);
    head(response, start);
    response.write(text.slice(start, start + part), () => (start + part < text.length ? response.destroy() : response.end()));
  });
  const { code, err } = await imported(place, `${url}/my%20papers.csv?key=secret`);
  assert.equal(code, 0, err);
  assert.equal(asked[0], 0);
  assert.ok(asked.length >= 3 && asked.every((start, i) => i === 0 || start > asked[i - 1]), asked.join());
  assert.equal(place.rows('my-papers').length, 5000);
  assert.doesNotMatch(place.ok('info', 'my-papers'), /secret/);
});

test('an archive, a file named by the server and several files come in as on disk', async (t) => {
  const place = new Workplace(t);
  const url = await served(t, (request, response) => {
    if (request.url === '/papers.zip') return response.end(zip([['train.csv', 'id\n1\n'], ['test.csv', 'id\n2\n']]));
    if (request.url === '/files/17') return response.writeHead(200, { 'Content-Disposition': 'attachment; filename="named.csv"' }).end('id\n7\n');
    return response.end(`id\n${request.url.length}\n`);
  });
  for (const args of [[`${url}/papers.zip`], [`${url}/files/17`], [`${url}/a/train.csv`, `${url}/a/test.csv`, '--name', 'two']]) {
    const { code, err } = await imported(place, ...args);
    assert.equal(code, 0, err);
  }
  assert.deepEqual(place.rows('papers', '--split', 'test'), [{ id: 2 }]);
  assert.deepEqual(place.rows('named'), [{ id: 7 }]);
  assert.deepEqual(place.rows('two', '--split', 'test'), [{ id: 11 }]);
});

test('redirects are followed, but not for ever', async (t) => {
  const place = new Workplace(t);
  const url = await served(t, (request, response) => {
    if (request.url === '/papers.csv') return response.end('id\n1\n');
    response.writeHead(302, { Location: request.url === '/once.csv' ? '/papers.csv' : '/again.csv' }).end();
  });
  await refused(place, /127\.0\.0\.1:\d+: Maximum \(10\) redirects followed/, `${url}/again.csv`);
  const { code, err } = await imported(place, `${url}/once.csv`);
  assert.equal(code, 0, err);
  assert.deepEqual(place.rows('once'), [{ id: 1 }]);
});

const hostile = [
  ['has nothing there', (request, response) => response.writeHead(404).end('nothing'), /\/x\.csv answers 404: there is no such file/],
  ['wants a login', (request, response) => response.writeHead(401).end(), /answers 401: it wants a login/],
  ['fails', (request, response) => response.writeHead(500).end(), /answers 500/],
  ['sends an empty file', (request, response) => response.end(), /x\.csv is empty/],
  ['sends a page for a file', (request, response) => response.end('<!DOCTYPE html><p>Log in'), /x\.csv is an HTML page/],
  [
    'changes the file on the way',
    (() => {
      let answers = 0;
      return (request, response) => {
        answers += 1;
        head(response, startOf(request), { ETag: `"${answers}"` });
        response.write(text.slice(0, 10), () => response.destroy());
      };
    })(),
    /changed while it was downloaded/,
  ],
  [
    'cannot go on where it broke off',
    (request, response) => {
      head(response, 0);
      response.write(text.slice(0, 10), () => response.destroy());
    },
    /cannot go on where it broke off/,
  ],
  [
    'sends other bytes than it was asked for',
    (request, response) => {
      const start = startOf(request);
      response.writeHead(start > 0 ? 206 : 200, { 'Content-Length': 1000, ...(start > 0 ? { 'Content-Range': 'bytes 0-999/1000' } : {}), ...etag });
      response.write(text.slice(0, 10), () => response.destroy());
    },
    /sent other bytes than it was asked for/,
  ],
  [
    'promises more than it has',
    (request, response) => {
      const start = startOf(request);
      response.socket.write(`HTTP/1.1 ${start > 0 ? 206 : 200} OK\r\nETag: "one"\r\nContent-Range: bytes ${start}-99/100\r\nContent-Length: ${100 - start}\r\n\r\n${start > 0 ? '' : 'id\n1\n'}`);
      response.socket.end();
    },
    /127\.0\.0\.1:\d+: .*(closed|left|remaining|Empty)/i,
  ],
  [
    'promises more than the disk has room for',
    (request, response) => {
      response.socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000\r\n\r\nid\n`);
    },
    /larger than 64 GiB/,
  ],
  [
    'trickles',
    (request, response) => {
      head(response, startOf(request));
      const drop = setInterval(() => response.write('1'), 200);
      response.on('close', () => clearInterval(drop));
    },
    /too slow|broke off|other bytes|promised|changed/i,
  ],
  ['never answers', () => {}, /127\.0\.0\.1:\d+: .*(too slow|timed? ?out)/i],
];

// Most of the time of these is pauses before the next try.
describe('what ends with one sentence', { concurrency: 4 }, () => {
  for (const [what, handler, pattern] of hostile) {
    test(`a server that ${what} ends with one sentence`, async (t) => {
      const place = new Workplace(t);
      const url = await served(t, handler);
      await refused(place, pattern, `${url}/x.csv`);
    });
  }
});

test('a port where nobody listens, and a host that there is not, end with one sentence', async (t) => {
  await Promise.all([
    refused(new Workplace(t), /127\.0\.0\.1:1: /, 'http://127.0.0.1:1/x.csv'),
    refused(new Workplace(t), /absent\.invalid: /, 'https://absent.invalid/x.csv'),
  ]);
});

test('that a length was not told is said', async (t) => {
  const place = new Workplace(t);
  const url = await served(t, (request, response) => {
    response.socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nid\n1\n');
    response.socket.end();
  });
  const { code, err } = await imported(place, `${url}/x.csv`);
  assert.equal(code, 0, err);
  assert.match(err, /x\.csv: the server did not say how long it is/);
});

test('an interrupt ends a download and leaves nothing', async (t) => {
  const place = new Workplace(t);
  let child;
  const url = await served(t, (request, response) => {
    response.writeHead(200, { 'Content-Length': 1000 });
    response.write('id\n', () => child.kill('SIGINT'));
  });
  child = spawn(binary, ['import', `${url}/x.csv`], { env: { ...process.env, VITRINE_HOME: place.home, http_proxy: '' }, stdio: ['ignore', 'ignore', 'pipe'] });
  const { code } = await finished(child);
  assert.notEqual(code, 0);
  assert.deepEqual(readdirSync(join(place.home, 'tmp')), []);
});

test("a dataset's address as the browser shows it is the dataset", async (t) => {
  const place = new Workplace(t);
  const hub = await new HostileHub({ 'data/train.jsonl': '{"id":1}\n', 'more/a.jsonl': '{"id":2}\n' }).start();
  t.after(() => hub.stop());
  place.environment = { HF_ENDPOINT: hub.url };
  for (const page of ['', '/viewer/default/train?row=1', '/tree/main', '/tree/main/data', '/blob/main/data/train.jsonl']) {
    const { code, err } = await imported(place, `${hub.url}/datasets/acme/papers${page}`, '--name', 'acme/papers');
    assert.equal(code, 0, `${page}: ${err}`);
    assert.deepEqual(JSON.parse(place.ok('rows', 'acme/papers', '--json')).hits[0].row, { id: 1 }, page);
  }
});

test('paths as people copy them are the files that they mean', async (t) => {
  const place = new Workplace(t);
  mkdirSync(join(place.folder, 'my data'));
  const path = place.file('my data/a b.csv', 'id\n1\n');
  for (const [argument, name] of [
    [`"${path}"`, 'one'],
    [`'my data/a b.csv'`, 'two'],
    [`file://${path.replaceAll(' ', '%20')}`, 'three'],
    ['~/my data/a b.csv', 'four'],
  ]) {
    const { code, err } = await imported(place, argument, '--name', name);
    assert.equal(code, 0, `${argument}: ${err}`);
    assert.deepEqual(place.rows(name), [{ id: 1 }]);
  }
});
