// The official SDKs of the Model Context Protocol against the real program, over both of its transports.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Workplace, binary, finished, sourceRoot } from '../cli/vitrine.mjs';
import { noPython, python, scriptArguments } from './python.mjs';
import { serve } from './serve.mjs';

const noNode = existsSync(join(import.meta.dirname, 'node_modules', '@modelcontextprotocol')) ? false : 'npm packages of tests/api are not installed';
const dataset = 'local/iclr2025';
const endless = 'SELECT count(*) FROM range(10000000) a, range(10000000) b';
const cleanups = [];
let place;
let server;

before(async () => {
  place = new Workplace({ after: (cleanup) => cleanups.push(cleanup) });
  place.ok('import', join(sourceRoot, 'data', 'sample', 'iclr2025'));
  place.file('watched.csv', 'a\n1\n');
  place.ok('import', 'watched.csv', '--name', 'local/watched');
  server = await serve(place);
});

after(async () => {
  await server.stop();
  for (const cleanup of cleanups) cleanup();
});

const stdio = () => ({ command: binary, args: ['mcp', '--home', place.home] });

describe('Python SDK', { skip: noPython }, () => {
  async function converse(...args) {
    const again = ['sh', '-c', 'echo 2 >>"$1" && exec "$2" import "$1" --name local/watched --home "$3"', 'again', join(place.folder, 'watched.csv'), binary, place.home];
    const child = spawn(python, scriptArguments('agents.py', ...args), { env: { ...process.env, REIMPORT: JSON.stringify(again) }, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    const { code, err } = await finished(child);
    assert.equal(code, 0, err.slice(-2000));
    assert.deepEqual(out.trim().split('\n'), ['2026-07-28', '2025-11-25'], 'the newest revision, and the handshake of before');
  }
  test('over standard input and output', () => converse('stdio', stdio().command, ...stdio().args));
  test('over HTTP', () => converse('http', `${server.url}/mcp`));
});

describe('TypeScript SDK', { skip: noNode }, () => {
  async function connected(t, makeTransport) {
    const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(await makeTransport());
    t.after(() => client.close());
    return client;
  }
  const overHttp = async () => {
    const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/sdk/client/streamableHttp.js');
    return new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`));
  };
  const overStdio = async () => {
    const { StdioClientTransport } = await import('@modelcontextprotocol/sdk/client/stdio.js');
    return new StdioClientTransport(stdio());
  };
  const text = ({ content }) => JSON.parse(content[0].text);

  for (const [name, transport] of [['HTTP', overHttp], ['standard input and output', overStdio]]) {
    test(`which papers evaluate reward models, and how do they differ? Over ${name}`, async (t) => {
      const client = await connected(t, transport);
      const call = (tool, args) => client.callTool({ name: tool, arguments: { dataset, ...args } });
      const { rows } = text(await call('search', { query: 'evaluate reward models', columns: ['title'], limit: 3 }));
      assert.match(rows[0].row.title, /Reward Model/);
      for (const { link, row_idx } of rows) assert.equal(link, `${name === 'HTTP' ? server.url : ''}/datasets/local/iclr2025?row=${row_idx}`);
      assert.equal((await fetch(new URL(rows[0].link, server.url))).status, 200);
      const both = await Promise.all(rows.slice(0, 2).map(({ row_idx }) => call('get_row', { row_idx })));
      for (const answer of both) assert.ok(text(answer).row.abstract.length > 100);
      assert.equal(text(await call('sql', { query: 'SELECT count(*) FROM train' })).rows[0][0], 10);
      const { resources } = await client.listResources();
      assert.equal((await client.readResource({ uri: resources[0].uri })).contents.length, 1);
      const { prompts } = await client.listPrompts();
      assert.ok(prompts.some((one) => one.name === 'find_related_work'));
    });
  }

  test('wrong types, unknown tools and arguments of 10 MB are answers, and the next call works', async (t) => {
    const client = await connected(t, overHttp);
    const wrong = await client.callTool({ name: 'search', arguments: { dataset: 7, limit: {} } });
    assert.equal(wrong.isError, true);
    await assert.rejects(client.callTool({ name: 'no_such_tool', arguments: {} }), /no tool "no_such_tool"/);
    await assert.rejects(client.callTool({ name: 'search', arguments: { dataset, query: 'x'.repeat(10_000_000) } }));
    assert.equal((await client.callTool({ name: 'list_datasets', arguments: {} })).isError, false);
  });

  test('a call that is given up does not hold the server', async (t) => {
    const client = await connected(t, overHttp);
    // As many as one user may have running.
    const calls = Array.from({ length: 2 }, () => {
      const giveUp = new AbortController();
      const call = client.callTool({ name: 'sql', arguments: { dataset, query: endless } }, undefined, { signal: giveUp.signal });
      return { giveUp, call };
    });
    // At work once the server says so, this question beside them.
    for (let busy = false; !busy; ) busy = /^vitrine_requests_in_flight 3$/m.test(await (await fetch(`${server.url}/metrics`)).text());
    for (const { giveUp } of calls) giveUp.abort('enough');
    for (const { call } of calls) await assert.rejects(call);
    const next = await client.callTool({ name: 'search', arguments: { dataset, query: 'reward' } });
    assert.equal(next.isError, false);
  });
});
