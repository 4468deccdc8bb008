import { expect, it, vi } from 'vitest';
import { askedBy, Teller, whereabouts } from './embed-messages';

const blank = { q: '', where: '', sort: '', topic: '', value: '', sql: '', like: [], dislike: [] };
const emptyView = { ...blank, tab: 'viewer', mode: 'hybrid', row: null };
const place = { owner: 'local', name: 'papers', config: '', split: '' };
const turn = () => new Promise<void>((done) => queueMicrotask(done));

it('sends one message a turn, with all that is known', async () => {
  const post = vi.fn();
  const teller = new Teller(post);
  teller.tell({ range: [3, 5] });
  await turn();
  expect(post).not.toHaveBeenCalled(); // of no dataset yet
  teller.tell(whereabouts(place, { ...emptyView, q: 'glass', row: 4 }));
  teller.tellChange();
  await turn();
  expect(post.mock.calls).toEqual([
    [
      {
        vitrine: 1,
        dataset: 'local/papers',
        config: '',
        split: '',
        query: { tab: 'viewer', q: 'glass', mode: 'hybrid' },
        row: 4,
        range: [3, 5],
        changes: 1,
      },
    ],
  ]);
  teller.tell({ range: null });
  await turn();
  expect(post.mock.lastCall?.[0]).toMatchObject({ range: null, row: 4, changes: 1 });
});

it('forgets the chosen rows of the query before', async () => {
  const post = vi.fn();
  const teller = new Teller(post);
  teller.tell(whereabouts(place, { ...emptyView, q: 'glass', row: 4 }));
  teller.tell({ range: [3, 5] });
  teller.tell(whereabouts(place, { ...emptyView, q: 'glass', row: 7 }));
  await turn();
  expect(post.mock.lastCall?.[0]).toMatchObject({ range: [3, 5], row: 7 });
  teller.tell(whereabouts(place, { ...emptyView, q: 'stone', row: 7 }));
  await turn();
  expect(post.mock.lastCall?.[0]).toMatchObject({ range: null, row: 7 });
});

it('says of a view what its rows depend on, and nothing of how it looks', () => {
  const view = { ...emptyView, where: 'a > 1', like: [3], colour: 'venue', top: 40, saved: 'x' };
  expect(askedBy(view)).toEqual({ tab: 'viewer', where: 'a > 1', mode: 'hybrid', like: [3] });
});
