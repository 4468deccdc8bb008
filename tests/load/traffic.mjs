// Mixed traffic against a running server, with what it may cost: many clients, each a connection of its own that asks
// again as soon as it is answered, imports meanwhile, and a count of everything that was not answered as it should be.
import { readFileSync, readdirSync } from 'node:fs';
import http from 'node:http';

/// What the process holds now.
export function processFacts(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const number = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)[1]);
  return { rssMb: number('VmRSS') / 1024, anonymousMb: number('RssAnon') / 1024, threads: number('Threads'), descriptors: readdirSync(`/proc/${pid}/fd`).length };
}

/// One exchange over the agent's connection; the body is read whole, and counted.
export function exchange(base, agent, { method = 'GET', path, body, headers = {} }) {
  const started = process.hrtime.bigint();
  return new Promise((done, fail) => {
    const sent = http.request(base + path, { method, agent, headers }, (answer) => {
      let bytes = 0;
      let error = '';
      answer.on('data', (piece) => {
        bytes += piece.length;
        if (answer.statusCode >= 400 && error.length < 300) error += piece;
      });
      answer.on('error', fail);
      answer.on('end', () => done({ status: answer.statusCode, error, retryAfter: answer.headers['retry-after'], bytes, ms: Number(process.hrtime.bigint() - started) / 1e6 }));
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

const words = 'model learning graph reward attention policy sparse noise bound kernel proof sample robust fair vision speech'.split(' ');

/// The questions of a page, of the Hub's clients and of agents. `draw(n)` is a number below n.
const kinds = [
  { of: 'rows', weight: 8, make: (at, draw, rows) => ({ path: `/rows?dataset=${at}&config=default&split=train&offset=${draw(rows)}&length=100` }) },
  { of: 'search', weight: 6, make: (at, draw) => ({ path: `/api/v1/datasets/${at}/search?q=${words[draw(words.length)]}+${words[draw(words.length)]}&facets=type` }) },
  { of: 'filter', weight: 3, make: (at, draw, rows) => ({ path: `/api/v1/datasets/${at}/search?where=submission_number+%3E+${draw(rows)}&sort=title&limit=20` }) },
  { of: 'similar', weight: 2, make: (at, draw, rows) => ({ path: `/api/v1/datasets/${at}/rows/${draw(rows)}/similar` }) },
  { of: 'columns', weight: 2, make: (at) => ({ path: `/api/v1/datasets/${at}/columns` }) },
  { of: 'statistics', weight: 1, make: (at) => ({ path: `/statistics?dataset=${at}&config=default&split=train` }) },
  { of: 'page', weight: 2, make: () => ({ path: '/' }) },
  { of: 'list', weight: 1, make: () => ({ path: '/api/v1/datasets' }) },
  { of: 'parquet', weight: 1, make: (at, draw) => ({ path: `/datasets/${at}/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet`, headers: { Range: `bytes=${draw(1000)}-` } }) },
  { of: 'sql', weight: 1, make: (at, draw) => ({ path: `/api/v1/datasets/${at}/sql?sql=${encodeURIComponent(`SELECT type, count(*) FROM train WHERE submission_number > ${draw(100)} GROUP BY 1`)}` }) },
  { of: 'agent', weight: 1, make: (at, draw) => ({ method: 'POST', path: '/mcp', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'search', arguments: { dataset: at, query: words[draw(words.length)] } } }) }) },
  { of: 'note', weight: 1, isChange: true, make: (at, draw, rows) => ({ method: 'PUT', path: `/api/v1/datasets/${at}/reading-list/${draw(rows)}`, headers: { 'Content-Type': 'application/json' }, body: '{"note":"seen"}' }) },
  { of: 'absent', weight: 1, isAbsent: true, make: () => ({ path: '/api/v1/datasets/local/absent/search?q=x' }) },
];
const deck = kinds.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));

/// Whether the answer is what was asked for, or a limit that says when to come again.
function verdict(kind, { status, retryAfter, error }) {
  if (status === 503) return retryAfter ? 'told to come again' : 'a 503 without Retry-After';
  if (kind.isAbsent) return status === 404 ? 'answered' : `an absent dataset is ${status}`;
  return status === 200 || status === 206 ? 'answered' : `${kind.of} is ${status}: ${error}`;
}

/// Runs until `goOn()` says no: `{ verdicts: Map, times: Map of kind to sorted ms, asked }`.
export async function runTraffic({ url, token, dataset, rows, clients, seed = 1, goOn }) {
  const verdicts = new Map();
  const times = new Map(kinds.map((kind) => [kind.of, []]));
  let asked = 0;
  const count = (what) => verdicts.set(what, (verdicts.get(what) ?? 0) + 1);
  const client = async (number) => {
    let state = seed * 7919 + number + 1;
    const draw = (below) => (state = (state * 48271) % 0x7fffffff) % below;
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    while (goOn(asked)) {
      ++asked;
      const kind = deck[draw(deck.length)];
      const question = kind.make(dataset, draw, rows);
      const headers = { ...question.headers, ...(kind.isChange ? { Authorization: `Bearer ${token}` } : {}) };
      try {
        const answer = await exchange(url, agent, { ...question, headers });
        count(verdict(kind, answer));
        if (answer.status < 300) times.get(kind.of).push(answer.ms);
      } catch (error) {
        count(`${kind.of}: ${error.code ?? error.message}`);
      }
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  for (const each of times.values()) each.sort((a, b) => a - b);
  return { verdicts, times, asked };
}

/// What is no answer and no stated limit.
export const faults = (verdicts) => [...verdicts].filter(([what]) => what !== 'answered' && what !== 'told to come again');

/// Imports `source` again and again, one after the other, until goOn() says no; the number of them, and the errors of those that failed.
export async function importAgain({ url, token, source, name, goOn }) {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const json = async (path, options) => (await fetch(url + path, { headers, ...options })).json();
  const errors = [];
  let done = 0;
  while (goOn()) {
    const { id } = await json('/api/v1/imports', { method: 'POST', body: JSON.stringify({ source: source(done), name }) });
    if (id === undefined) continue; // told to come again
    // So may be who asks how it goes, and asks once more.
    const state = async () => (await json('/api/v1/imports')).imports?.find((job) => job.id === id);
    let job = await state();
    while (job === undefined || job.state === 'waiting' || job.state === 'running') job = await state();
    if (job.state !== 'done') errors.push(job.error);
    ++done;
  }
  agent.destroy();
  return { done, errors };
}
