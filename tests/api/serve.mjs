// The real server over a workplace's library.
import assert from 'node:assert/strict';
import { finished } from '../cli/vitrine.mjs';

/// Serves until stop() is called, which expects a clean end.
export async function serve(place, ...options) {
  const child = place.start(['serve', '--port', '0', '--quiet', ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
  const end = finished(child);
  const url = await new Promise((done, fail) => {
    let told = '';
    child.stderr.on('data', (chunk) => {
      told += chunk;
      const match = /http:\/\/127\.0\.0\.1:\d+/.exec(told);
      if (match) done(match[0]);
    });
    end.then(({ err }) => fail(new Error(`the server ended: ${err}`)));
  });
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      assert.equal((await end).code, 0, 'the server ends cleanly');
    },
  };
}
