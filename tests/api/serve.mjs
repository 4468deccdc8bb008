// The real server over a workplace's library.
import assert from 'node:assert/strict';
import { finished } from '../cli/vitrine.mjs';

/// Serves until stop() is called, which expects a clean end.
export async function serve(place, ...options) {
  const child = place.start(['serve', '--port', '0', '--quiet', ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
  const end = finished(child);
  let told = '';
  const [, url, token] = await new Promise((done, fail) => {
    child.stderr.on('data', (chunk) => {
      told += chunk;
      const match = /(http:\/\/127\.0\.0\.1:\d+)\/\?token=(vit_[\w-]{43}) /.exec(told);
      if (match) done(match);
    });
    end.then(({ err }) => fail(new Error(`the server ended: ${err}`)));
  });
  return {
    url,
    /// The owner's, and the header that shows it.
    token,
    bearer: { Authorization: `Bearer ${token}` },
    child,
    /// What it has said on stderr so far.
    told: () => told,
    async stop() {
      child.kill('SIGTERM');
      assert.equal((await end).code, 0, 'the server ends cleanly');
    },
  };
}
