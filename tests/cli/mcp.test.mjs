// An agent's view: MCP over standard input and output, and over HTTP.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Workplace, finished, sourceRoot } from './vitrine.mjs';

const request = (id, method, params) => JSON.stringify({ jsonrpc: '2.0', id, method, params });
const call = (id, name, args) => request(id, 'tools/call', { name, arguments: args });

function library(t) {
  const place = new Workplace(t);
  place.ok('import', join(sourceRoot, 'data', 'sample', 'iclr2025'));
  return place;
}

/// Answers by id.
function converse(place, messages) {
  const result = place.run(['mcp'], { input: messages.join('\n') + '\n' });
  assert.equal(result.status, 0, result.err);
  const answers = result.out.trim().split('\n').map((line) => JSON.parse(line));
  return Object.fromEntries(answers.map((answer) => [answer.id, answer]));
}
const text = (answer) => JSON.parse(answer.result.content[0].text);

test('an agent finds its way to a row', (t) => {
  const answers = converse(library(t), [
    request(1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } }),
    JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }),
    request(2, 'tools/list'),
    call(3, 'list_datasets', {}),
    call(4, 'describe_dataset', { dataset: 'local/iclr2025' }),
    call(5, 'search', { dataset: 'local/iclr2025', query: 'reward models', columns: ['title', 'TL;DR'], limit: 2 }),
    call(6, 'get_row', { dataset: 'iclr2025', row_idx: 1 }),
    call(7, 'similar_rows', { dataset: 'local/iclr2025', row_idx: 1, limit: 3 }),
  ]);
  assert.equal(answers[1].result.protocolVersion, '2025-06-18');
  assert.equal(answers[1].result.serverInfo.name, 'vitrine');
  for (const tool of answers[2].result.tools) assert.equal(tool.inputSchema.type, 'object', tool.name);
  assert.equal(text(answers[3]).datasets[0].id, 'local/iclr2025');
  const columns = text(answers[4]).columns;
  assert.deepEqual(columns.find((column) => column.name === 'embedding').type, 'vector of 768 float32');
  const found = text(answers[5]);
  assert.deepEqual(Object.keys(found.rows[0]), ['row_idx', 'link', 'score', 'row']);
  assert.deepEqual(Object.keys(found.rows[0].row), ['title', 'TL;DR']);
  assert.match(found.rows[0].row.title, /Reward Models/);
  assert.equal(found.rows[0].link, '/datasets/local/iclr2025?row=1');
  assert.match(text(answers[6]).row.title, /^RM-Bench/);
  assert.equal(text(answers[7]).rows.length, 3);
});

test('cards, schemas and rows are resources, and related work is a prompt', (t) => {
  const base = 'vitrine://datasets/local/iclr2025';
  const read = (id, uri) => request(id, 'resources/read', { uri });
  const prompt = (id, name, args) => request(id, 'prompts/get', { name, arguments: args });
  const answers = converse(library(t), [
    request(1, 'resources/list'),
    request(2, 'resources/templates/list'),
    read(3, `${base}/card`),
    read(4, `${base}/schema`),
    read(5, `${base}/rows/1`),
    read(6, `${base}/rows/99`),
    read(7, 'file:///etc/passwd'),
    read(8, 'vitrine://datasets/../../etc/card'),
    request(9, 'prompts/list'),
    prompt(10, 'find_related_work', { dataset: 'local/iclr2025', idea: 'rewards that {name} cannot game' }),
    prompt(11, 'find_related_work', { dataset: 'local/iclr2025' }),
    prompt(12, 'no_such_prompt', {}),
    call(13, 'reading_list', { dataset: 'local/iclr2025' }),
    call(14, 'sql', { dataset: 'local/iclr2025', query: 'SELECT type, count(*) AS n FROM train GROUP BY 1 ORDER BY 2 DESC' }),
    call(15, 'sql', { dataset: 'local/iclr2025', query: "FROM read_text('/etc/passwd')" }),
  ]);
  const uris = answers[1].result.resources.map(({ uri }) => uri);
  assert.deepEqual(uris, [`${base}/card`, `${base}/schema`]);
  assert.equal(answers[2].result.resourceTemplates.length, 3);
  const content = (id) => answers[id].result.contents[0];
  assert.equal(content(3).mimeType, 'text/markdown');
  assert.match(content(3).text, /^# /m);
  assert.equal(JSON.parse(content(4).text).num_rows, 10);
  assert.match(JSON.parse(content(5).text).row.title, /^RM-Bench/);
  for (const id of [6, 7, 8]) assert.equal(answers[id].error.code, -32002, String(id));
  for (const { arguments: args } of answers[9].result.prompts) assert.equal(args.length, 2);
  const message = answers[10].result.messages[0].content.text;
  assert.ok(message.includes('in the dataset local/iclr2025: rewards that {name} cannot game'), message);
  for (const id of [11, 12]) assert.equal(answers[id].error.code, -32602, String(id));
  assert.deepEqual(text(answers[13]), { entries: [] });
  assert.equal(text(answers[14]).rows.reduce((sum, [, n]) => sum + n, 0), 10);
  assert.equal(answers[15].result.isError, true);
});

test('long cells are cut and say so, and vectors stay out', (t) => {
  const answers = converse(library(t), [call(1, 'search', { dataset: 'local/iclr2025', limit: 10 })]);
  const [{ row }] = text(answers[1]).rows;
  assert.match(row.abstract, /\[\d+ more bytes\]$/);
  assert.equal(row.embedding, undefined);
});

test('mistakes are answers', (t) => {
  const answers = converse(library(t), [
    'not json',
    '[]',
    request(2, 'no/such'),
    call(3, 'no_such_tool', {}),
    call(4, 'search', { dataset: '../../etc' }),
    call(5, 'search', { dataset: 'local/absent' }),
    call(6, 'search', { dataset: 'local/iclr2025', where: 'yeer = 1' }),
    call(7, 'get_row', { dataset: 'local/iclr2025', row_idx: 'x' }),
    call(8, 'search', []),
    'x'.repeat(2_000_000),
    request(9, 'ping'),
  ]);
  assert.equal(answers.null.error.code, -32600);
  assert.equal(answers[2].error.code, -32601);
  assert.equal(answers[3].error.code, -32602);
  for (const id of [4, 5, 6, 7, 8]) assert.equal(answers[id].result.isError, true, String(id));
  assert.match(answers[6].result.content[0].text, /no column "yeer"/);
  assert.deepEqual(answers[9].result, {});
});

test('the same over HTTP', async (t) => {
  const place = library(t);
  const server = place.start(['serve', '--port', '0', '--quiet'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const end = finished(server);
  const url = await new Promise((done) => server.stderr.on('data', (chunk) => {
    const match = /http:\/\/127\.0\.0\.1:\d+/.exec(String(chunk));
    if (match) done(match[0]);
  }));
  const post = (body, headers = {}) => fetch(`${url}/mcp`, { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } });
  const answer = await (await post(call(1, 'search', { dataset: 'local/iclr2025', query: 'SQL', columns: ['title'] }))).json();
  assert.match(text(answer).rows[0].row.title, /Spider 2\.0/);
  assert.ok(text(answer).rows[0].link.startsWith(`${url}/datasets/local/iclr2025?row=`));
  assert.equal((await post(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }))).status, 202);
  assert.equal((await fetch(`${url}/mcp`)).status, 405);
  assert.equal((await post(request(1, 'ping'), { Origin: 'http://evil.example' })).status, 403);
  server.kill('SIGTERM');
  assert.equal((await end).code, 0);
});
