// The address of an open row: it names the row by what it holds beside its number, so that a link stays
// right when another import has given the row another number.

import { tick, untrack } from 'svelte';
import { datasetPath, queryString, requestJson } from '../data/api';
import type { SplitRef } from '../data/parameters';
import { datasetUrl } from '../shell/route';
import { router } from '../shell/router.svelte';

/** The row that an identity names today. Errors: 404 where none does. */
async function findRow(ref: SplitRef, identity: string): Promise<number> {
  const { config, split } = ref;
  const path = `${datasetPath(ref.owner, ref.name)}/find-row${queryString<'findRow'>({ config, split, identity })}`;
  return (await requestJson<{ row_idx: number }>(path, ['row_idx'])).row_idx;
}

interface OpenRow {
  ref: SplitRef;
  row: number;
  /** Of the row that has this number; undefined while that is not known, null where there is none. */
  identity: string | null | undefined;
}

export class Permalink {
  /** The row that the link was made for is no longer in the data. */
  lost = $state(false);

  constructor(open: () => OpenRow) {
    $effect(() => {
      const { ref, row, identity } = open();
      // Behind the effects: an address that changes among them sets the tab up anew.
      if (identity !== undefined)
        void tick().then(() => untrack(() => this.compare(ref, row, identity)));
    });
  }

  private compare(ref: SplitRef, row: number, identity: string | null): void {
    const { route } = router;
    const meant = route.page === 'dataset' ? route.view.key : '';
    if (meant === identity) return;
    if (meant !== '') void this.follow(ref, row, identity, meant);
    else if (identity !== null) this.name(row, identity);
  }

  private name(row: number, key: string): void {
    const { route } = router;
    if (route.page === 'dataset' && route.view.row === row) router.change({ row, key }, true);
  }

  /** To where the row that was meant is now, read anew: the table too begins there. */
  private async follow(ref: SplitRef, row: number, identity: string | null, meant: string) {
    const { route } = router;
    if (route.page !== 'dataset') return;
    try {
      const found = await findRow(ref, meant);
      const view = { ...route.view, row: found, key: meant, top: 0 };
      location.replace(datasetUrl(ref.owner, ref.name, view));
    } catch {
      this.lost = true;
      this.name(row, identity ?? '');
    }
  }
}
