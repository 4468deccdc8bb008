// The Python with the clients of requirements.txt, installed the first time that a test asks for it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { sourceRoot } from '../cli/vitrine.mjs';

const found = spawnSync(join(sourceRoot, 'scripts', 'python_clients.sh'), { encoding: 'utf8', timeout: 900_000 });

export const python = (found.stdout ?? '').trim();
/// Why there is none, for a test's `skip`; false if there is one.
export const noPython = found.status === 0 ? false : (found.stderr ?? '').trim() || 'Python clients could not be installed';

/// What `python` takes to run a script of this folder.
export function scriptArguments(name, ...args) {
  return [join(import.meta.dirname, 'run_script.py'), join(import.meta.dirname, name), ...args];
}
