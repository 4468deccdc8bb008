import { flushSync } from 'svelte';
import { afterEach, expect, it, vi } from 'vitest';
import { DatasetState } from './dataset-state.svelte';

afterEach(() => vi.unstubAllGlobals());

/** A dataset on screen, and the addresses it asked for. */
function shown(answers: (path: string) => Response = () => answer({ num_rows: 0, columns: [] })) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path);
    return Promise.resolve(answers(path));
  });
  const place = $state({ config: '', split: '' });
  let wants = $state(true);
  let dataset!: DatasetState;
  $effect.root(() => {
    dataset = new DatasetState(
      'local',
      'papers',
      () => place,
      () => wants,
    );
  });
  flushSync();
  return { asked, place, dataset, want: (next: boolean) => ((wants = next), flushSync()) };
}

function answer(body: object, status = 200): Response {
  return new Response(JSON.stringify({ id: 'x', configs: [], ...body }), { status });
}

const columnRequests = (asked: string[]) => asked.filter((path) => path.includes('/columns'));

it('keeps the split until it is another one', () => {
  const { dataset, place } = shown();
  const before = dataset.ref;
  place.config = '';
  expect(dataset.ref).toBe(before);
  place.split = 'test';
  expect(dataset.ref).toEqual({ owner: 'local', name: 'papers', config: '', split: 'test' });
});

it('fetches the columns of a split once, whoever asks', async () => {
  const { asked, dataset } = shown();
  await Promise.all([dataset.columnsOf('', ''), dataset.columnsOf('', 'test')]);
  await dataset.columnsOf('', '');
  expect(columnRequests(asked)).toHaveLength(2);
});

it('asks again for columns that could not be had', async () => {
  let status = 500;
  const { dataset } = shown(() => answer({ num_rows: 3, columns: [], error: 'no' }, status));
  await expect(dataset.columnsOf('', 'test')).rejects.toThrow('no');
  status = 200;
  expect((await dataset.columnsOf('', 'test')).num_rows).toBe(3);
});

it('fetches no columns where none are shown', () => {
  const { asked, want } = shown();
  expect(columnRequests(asked)).toHaveLength(1);
  want(false);
  want(true);
  expect(columnRequests(asked)).toHaveLength(1);
});
