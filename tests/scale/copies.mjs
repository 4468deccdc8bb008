// Servers that are copies of another: each with a library of its own, and what they have said.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { Workplace, binary, finished } from '../cli/vitrine.mjs';

/// In a name space of mounts that ends with the command.
const ownMounts = ['--user', '--map-root-user', '--mount', 'sh', '-c'];
export const noSmallDisk = spawnSync('unshare', [...ownMounts, 'mount -t tmpfs none /mnt']).status !== 0 && 'file systems cannot be mounted here';

/// A port that was free a moment ago.
export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/// One server over a library, which may be killed and started again at the same port.
export class Server {
  constructor(t, ...options) {
    this.place = new Workplace(t);
    this.options = options;
    this.env = {};
    /// Of a disk that holds the library and no more, "8m"; empty: the machine's.
    this.disk = '';
    t.after(() => this.kill());
  }

  get home() {
    return this.place.home;
  }

  /// Resolves once it listens.
  async start() {
    this.port ??= await freePort();
    this.told = '';
    const options = ['serve', '--port', String(this.port), '--quiet', ...this.options];
    const how = { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, VITRINE_HOME: this.home, ...this.env } };
    if (this.disk) mkdirSync(this.home);
    this.child = this.disk ? spawn('unshare', [...ownMounts, `mount -t tmpfs -o size=${this.disk} none "$VITRINE_HOME" && exec "$0" "$@"`, binary, ...options], how) : this.place.start(options, how);
    this.child.stderr.on('data', (chunk) => (this.told += chunk));
    this.end = finished(this.child);
    const [, token] = await this.says(/Vitrine is at http:\/\/127\.0\.0\.1:\d+\/\?token=(vit_[\w-]{43})/);
    this.url = `http://127.0.0.1:${this.port}`;
    this.bearer = { Authorization: `Bearer ${token}` };
    return this;
  }

  /// Resolves with what was said once it fits; fails if the server ends before.
  says(pattern, from = 0) {
    return new Promise((done, fail) => {
      const look = () => {
        const found = pattern.exec(this.told.slice(from));
        if (found) done(found);
        return found;
      };
      if (look()) return;
      const listen = () => look() && this.child.stderr.off('data', listen);
      this.child.stderr.on('data', listen);
      this.end.then(() => fail(new Error(`the server ended and had not said ${pattern}: ${this.told}`)));
    });
  }

  /// Resolves once something new that fits is said.
  saysNext(pattern) {
    return this.says(pattern, this.told.length);
  }

  /// Resolves once a balancer may ask it.
  async ready() {
    while ((await fetch(`${this.url}/ready`)).status !== 200);
  }

  async kill() {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await this.end;
  }

  async json(target, options) {
    const answer = await fetch(this.url + target, options);
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  }
}

/// A copy of the server or folder, started.
export async function startCopy(t, origin, ...options) {
  return new Server(t, '--replica-of', origin, '--replica-seconds', '1', ...options).start();
}

/// The same once all of the origin is there.
export async function startWholeCopy(t, origin, ...options) {
  const copy = await startCopy(t, origin, ...options);
  await copy.says(/the copy of .* is whole/);
  return copy;
}
