// What stands between Vitrine and the nodes of its engine: passes requests on, and answers, holds or cuts those that a test chooses.
import { createServer, request as ask } from 'node:http';
import { createServer as createServerOverTls } from 'node:https';

export class Between {
  /// Every request that came, as "METHOD /path?query".
  seen = [];
  /// Called with each before it is passed on: returns nothing, or what is answered instead, {status, type, body}, or 'cut' for a connection that breaks.
  instead = () => undefined;
  #turn = 0;

  /// `tls`: key and certificate, for https.
  constructor(t, nodes, tls = null) {
    this.nodes = nodes;
    this.tls = tls;
    t.after(() => this.close());
  }

  /// Listens, at the port it had before if it had one.
  async open() {
    const take = (request, response) => this.#take(request, response);
    this.server = this.tls ? createServerOverTls(this.tls, take) : createServer(take);
    await new Promise((done) => this.server.listen(this.port ?? 0, '127.0.0.1', done));
    this.port = this.server.address().port;
    this.url = `${this.tls ? 'https' : 'http'}://127.0.0.1:${this.port}`;
    return this;
  }

  /// As a machine that is gone: connections break, and no new one is taken.
  async close() {
    if (!this.server?.listening) return;
    const closed = new Promise((done) => this.server.close(done));
    this.server.closeAllConnections();
    await closed;
  }

  /// How many requests have come that begin so.
  count(beginning) {
    return this.seen.filter((one) => one.startsWith(beginning)).length;
  }

  async #take(request, response) {
    const pieces = [];
    try {
      for await (const piece of request) pieces.push(piece);
    } catch {
      return; // who asked is gone
    }
    const body = Buffer.concat(pieces);
    const line = `${request.method} ${request.url}`;
    this.seen.push(line);
    const instead = await this.instead(line, body, request.headers);
    if (instead === 'cut') return response.destroy();
    if (instead) {
      response.writeHead(instead.status, { 'Content-Type': instead.type ?? 'application/json' });
      return response.end(instead.body);
    }
    const port = this.nodes.http[(this.#turn += 1) % this.nodes.http.length];
    const passed = ask({ host: '127.0.0.1', port, method: request.method, path: request.url, headers: { ...request.headers, host: `127.0.0.1:${port}` } }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    passed.end(body);
  }
}

/// A server that is none of OpenSearch's, or another version of it.
export async function startOther(t, answer) {
  const other = new Between(t, { http: [] });
  other.instead = (line, body, headers) => (typeof answer === 'function' ? answer(line, headers) : answer);
  return other.open();
}
