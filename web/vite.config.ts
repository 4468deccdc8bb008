import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, loadEnv } from 'vite';

// Of Svelte, what binds fields: on the first screen there are none that need it. Its index names every module, so that
// it would bring them along.
const kSvelteForFields =
  /svelte\/src\/internal\/client\/(index|dom\/elements\/bindings\/(input|select))\.js$/;

const kCommon =
  /svelte\/src\/|clsx|vite\/preload-helper|src\/(data\/(api|base|chips|column-kind|conditions|embed|exact-json|number-text|preferences|site|tell|where)\.ts|values\/zone\.svelte\.ts|ui\/(format|highlight)\.ts|ui\/(Icon|Marked|StateMessage)\.svelte$)/;

const isCommon = (id: string) => kCommon.test(id) && !kSvelteForFields.test(id);

export default defineConfig(({ mode }) => {
  // In development the page runs beside a server: `vitrine serve` on its usual port, or the one named.
  const server = loadEnv(mode, '.', 'VITRINE_')['VITRINE_URL'] ?? 'http://127.0.0.1:7860';
  // The server takes changes from its own page alone.
  const proxied = { target: server, changeOrigin: true, headers: { Origin: server } };
  return {
    plugins: [svelte()],
    build: {
      target: 'es2022',
      cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        treeshake: {
          moduleSideEffects: [{ test: kSvelteForFields, sideEffects: false }],
        },
        output: {
          // What every page needs is one file: a dozen small ones cost more bytes and more requests.
          codeSplitting: {
            groups: [{ name: 'common', test: isCommon, includeDependenciesRecursively: false }],
          },
        },
      },
    },
    // The page's files find each other wherever they lie: an exported site may be in any folder.
    experimental: {
      renderBuiltUrl: (filename, { hostType }) =>
        hostType === 'html' ? `/${filename}` : { relative: true },
    },
    server: { proxy: { '/api': proxied, '^/datasets/.*/resolve/': proxied } },
  };
});
