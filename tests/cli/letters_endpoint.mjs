// An endpoint of the OpenAI form whose vectors say which letters a text has.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after } from 'node:test';
import { binary, finished } from './vitrine.mjs';

const servers = [];
after(() => servers.forEach((server) => server.stop()));

/// Vectors of letters: near where texts share many.
export const vectorOf = (text, dimension) => {
  const vector = new Array(dimension).fill(0);
  for (let i = 0; i + 2 < text.length; i++) vector[(text.charCodeAt(i) * 7 + text.charCodeAt(i + 1) * 3 + text.charCodeAt(i + 2)) % dimension] += 1;
  return vector;
};

export class Endpoint {
  texts = [];
  batches = [];
  keys = new Set();
  dimension = 32;
  /// Answers a request in another way where it returns true.
  otherwise = () => false;

  async start() {
    this.server = createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const { input } = JSON.parse(Buffer.concat(chunks));
      this.keys.add(request.headers.authorization);
      if (this.otherwise(response, input)) return;
      this.texts.push(...input);
      this.batches.push(input.length);
      response.end(JSON.stringify({ data: input.map((text, index) => ({ index, embedding: vectorOf(text, this.dimension) })) }));
    }).listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    servers.push(this);
    return this;
  }
  get address() {
    return `http://127.0.0.1:${this.server.address().port}/v1/embeddings#letters`;
  }
  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/// Another answer than vectors; true.
export const answer = (response, status, headers, body) => {
  response.writeHead(status, headers);
  response.end(body);
  return true;
};

/// A command that asks this process, which has to go on meanwhile.
export async function run(place, ...args) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HF_') && !/proxy/i.test(name)));
  const env = { ...clean, VITRINE_HOME: place.home, VITRINE_ENCODER_KEY: 'a-key', HF_HOME: join(place.folder, 'hf') };
  const child = spawn(binary, args, { cwd: place.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  const { code, err } = await finished(child);
  return { code, out, err, last: err.trim().split('\n').at(-1) };
}
