// A Hub in one process that behaves as badly as it is told to: what hf:// must survive.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

export const commit = 'a'.repeat(40);

const sha1 = (bytes) => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

const commitOf = (branch) => (['main', commit].includes(branch) ? commit : createHash('sha1').update(branch).digest('hex'));

/// Serves `files` (path to content) as acme/papers, a dataset or a model, those above 100 bytes as large files. Each behaviour is a
/// function of the request that answers it itself and says so: `resolve(request, response, bytes, path)`, `api(...)`.
export class HostileHub {
  constructor(files, kind = 'datasets') {
    this.kind = kind;
    this.files = Object.fromEntries(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]));
    this.branches = {};
    this.requests = [];
    this.entries = (listed) => listed;
    this.server = createServer((request, response) => this.answer(request, response));
  }

  async start() {
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  refuse(response, status, code, headers = {}) {
    response.writeHead(status, { 'Content-Type': 'application/json', ...(code ? { 'X-Error-Code': code } : {}), ...headers });
    response.end(JSON.stringify({ error: 'refused' }));
    return true;
  }

  list(files) {
    return Object.entries(files).map(([path, bytes]) => {
      const entry = { type: 'file', path, size: bytes.length, oid: sha1(bytes) };
      return bytes.length > 100 ? { ...entry, lfs: { oid: sha256(bytes), size: bytes.length, pointerSize: 130 } } : entry;
    });
  }

  /// The files of a branch, a tag or a commit.
  heldBy(revision) {
    return ['main', commit].includes(revision) ? this.files : this.branches[revision];
  }

  answer(request, response) {
    const url = new URL(request.url, this.url);
    const path = decodeURIComponent(url.pathname);
    this.requests.push({ path, authorization: request.headers.authorization, range: request.headers.range });
    const api = new RegExp(`^/api/${this.kind}/acme/papers/(revision|tree)/(.*)$`).exec(path);
    if (path.startsWith('/api/') && this.api?.(request, response, path)) return;
    if (api) {
      const branch = this.heldBy(api[2]);
      if (!branch) return this.refuse(response, 404, 'RevisionNotFound');
      response.setHeader('Content-Type', 'application/json');
      if (api[1] === 'revision') return response.end(JSON.stringify({ id: 'acme/papers', sha: commitOf(api[2]) }));
      const entries = this.entries(this.list(branch));
      const cursor = Number(url.searchParams.get('cursor') ?? 0);
      if (this.pageSize && cursor + this.pageSize < entries.length) {
        response.setHeader('Link', `<${this.url}${url.pathname}?recursive=true&cursor=${cursor + this.pageSize}>; rel="next"`);
      }
      return response.end(JSON.stringify(entries.slice(cursor, this.pageSize ? cursor + this.pageSize : undefined)));
    }
    const prefix = this.kind === 'datasets' ? '/datasets' : '';
    const [, sha, file] = new RegExp(`^${prefix}/acme/papers/resolve/([0-9a-f]{40})/(.*)$`).exec(path) ?? [];
    const bytes = file && this.heldBy(Object.keys(this.branches).find((name) => commitOf(name) === sha) ?? sha)?.[file];
    if (!bytes) return this.refuse(response, 404, path.startsWith('/api/') ? 'RepoNotFound' : 'EntryNotFound');
    if (this.resolve?.(request, response, bytes, file)) return;
    this.send(request, response, bytes);
  }

  send(request, response, bytes) {
    const begin = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (begin > 0) response.writeHead(206, { 'Content-Range': `bytes ${begin}-${bytes.length - 1}/${bytes.length}`, 'Content-Length': bytes.length - begin });
    else response.writeHead(200, { 'Content-Length': bytes.length });
    response.end(bytes.subarray(begin));
  }
}
