// The dataset on screen: what it is, which split is looked at, and that split's columns. One for the
// page, so that a tab finds what another one has fetched.

import { getContext, setContext } from 'svelte';
import { getColumns, getDataset } from './api';
import type { Columns, Dataset } from './api-types';
import { asText } from './label-lengths';
import { LabelsState } from './labels.svelte';
import type { SplitRef } from './parameters';
import { Resource } from './resource.svelte';
import { unchanged } from './unchanged';

const kContext = Symbol('dataset');

export class DatasetState {
  /** The split; the same object until it is another one. */
  ref: SplitRef = $derived.by(
    unchanged(() => ({ owner: this.owner, name: this.name, ...this.place() })),
  );
  readonly dataset: Resource<{ owner: string; name: string }, Dataset>;
  /** Of the split, a class of every title described by lengths. */
  readonly columns: Resource<SplitRef, Columns>;
  readonly labels = new LabelsState(
    () => this.ref,
    () => this.refreshColumns(),
  );

  private readonly known: Record<string, Promise<Columns> | undefined> = {};

  /** The columns are fetched once `wantsColumns` says so. */
  constructor(
    readonly owner: string,
    readonly name: string,
    private readonly place: () => { config: string; split: string },
    wantsColumns: () => boolean,
  ) {
    this.dataset = new Resource(
      () => ({ owner, name }),
      (asked, signal) => getDataset(asked.owner, asked.name, signal),
    );
    this.columns = new Resource(
      () => (wantsColumns() ? this.ref : null),
      ({ config, split }) => this.columnsOf(config, split),
    );
  }

  /** What is known of columns is fetched again. */
  private refreshColumns(): void {
    for (const key of Object.keys(this.known)) this.known[key] = undefined;
    this.columns.retry();
  }

  /** The columns of any split of the dataset, fetched once. Errors: those of getColumns(). */
  columnsOf(config: string, split: string): Promise<Columns> {
    const key = `${config}\n${split}`;
    const before = this.known[key];
    if (before) return before;
    const { owner, name } = this;
    const asked = getColumns({ owner, name, config, split }).then((answer) => ({
      ...answer,
      columns: answer.columns.map(asText),
    }));
    this.known[key] = asked;
    // What failed is asked again.
    asked.catch(() => (this.known[key] = undefined));
    return asked;
  }
}

/** Makes it the one of this page; for useDataset() in whatever the page shows. */
export function provideDataset(state: DatasetState): DatasetState {
  return setContext(kContext, state);
}

export function useDataset(): DatasetState {
  return getContext<DatasetState>(kContext);
}
