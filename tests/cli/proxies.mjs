// Proxies to stand before a server: the real programs, each with a folder of its own.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceRoot } from './vitrine.mjs';

const programOf = (name, path) => [join(sourceRoot, 'third_party', name, path), `/${path}`].find((file) => existsSync(file));
const nginx = programOf('nginx', 'usr/sbin/nginx');
const caddy = programOf('caddy', 'usr/bin/caddy');

/// Why a test that needs one is left out; false where it can run.
export const skipNginx = nginx ? false : 'there is no nginx: scripts/setup.sh test';
export const skipCaddy = caddy ? false : 'there is no caddy: scripts/setup.sh test';

/// Runs a proxy until the test ends; resolves once it has said `ready`.
async function run(t, program, args, ready, env = process.env) {
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  await new Promise((done, fail) => {
    child.stderr.on('data', (chunk) => ready.test(told += chunk) && done());
    child.once('close', () => fail(new Error(told)));
  });
  t.after(() => { child.kill('SIGTERM'); });
}

/// nginx with one server that listens at `address`: "127.0.0.1:8080" or "unix:/path".
export function startNginx(t, folder, address, locations) {
  return startNginxOf(t, folder, `server { listen ${address}; server_name data.example.org;\n${locations}\n}`);
}

/// nginx with what stands in its block `http`.
export async function startNginxOf(t, folder, blocks) {
  mkdirSync(folder);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ');
  writeFileSync(join(folder, 'nginx.conf'), `daemon off; master_process off; pid ${folder}/pid; error_log stderr notice;
events {}
http { access_log off; ${temporary}\n${blocks}\n}\n`);
  await run(t, nginx, ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], /using the "epoll"/);
}

/// Caddy with the site blocks of a Caddyfile.
export async function startCaddy(t, folder, sites) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'Caddyfile'), `{\n  admin off\n  auto_https off\n}\n${sites}\n`);
  const own = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  await run(t, caddy, ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], /serving initial configuration/, own);
}
