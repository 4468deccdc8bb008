// Columns that say nothing but the number of their row, which stands at its left already: integers that count
// from 0 to the last row, each once, as long as every row that has come says its own number.

import type { Column, Columns, Hit } from '../data/api-types';

export class RowNumbers {
  /** Of which a row said another number. */
  private others: string[] = $state.raw([]);
  private readonly counting: string[] = $derived.by(() => countingColumns(this.columns()));
  readonly names: string[] = $derived(this.counting.filter((name) => !this.others.includes(name)));

  constructor(private readonly columns: () => Columns | null) {}

  /** Rows as they come. */
  see(hits: Hit[]): void {
    const differ = this.names.filter((name) =>
      hits.some(({ row, row_idx }) => row[name] !== row_idx),
    );
    if (differ.length > 0) this.others = [...this.others, ...differ];
  }
}

function countingColumns(answer: Columns | null): string[] {
  const { columns = [], num_rows: rows = 0 } = answer ?? {};
  const found = columns.filter((column) => counts(column, rows));
  return found.length < columns.length ? found.map(({ name }) => name) : [];
}

function counts({ column_type: type, statistics, extra }: Column, rows: number): boolean {
  return (
    type === 'int' &&
    rows > 1 &&
    extra.n_distinct === rows &&
    statistics?.min === 0 &&
    statistics.max === rows - 1
  );
}
