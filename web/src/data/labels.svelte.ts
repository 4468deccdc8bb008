// Labels: columns that people have added to the dataset, and the values that they give to rows. A value
// is shown at once and sent in the order it was given; where the server has another by now, both stand
// side by side until the reader chooses.

import { ApiError, datasetPath, errorText, queryString, requestJson } from './api';
import type { Column, Json, Label, Row } from './api-types';
import type { SplitRef } from './parameters';

const kJson = { 'Content-Type': 'application/json' };
/** Counts and bars follow when the hand rests. */
const kRestMs = 1200;

/** Where a label of the dataset is. */
export function labelPath({ owner, name }: SplitRef, label: string): string {
  return `${datasetPath(owner, name)}/labels/${encodeURIComponent(label)}`;
}

interface Labelled {
  row_idx: number;
  row: Row;
}

/** A value that could not be given, since the row has another by now. */
export interface LabelConflict {
  row: number;
  column: Column;
  mine: Json;
  theirs: Json;
}

export class LabelsState {
  conflict = $state.raw<LabelConflict | null>(null);
  trouble = $state('');
  /** What was done last, for whoever cannot see it. */
  said = $state('');
  /** The label whose dialog is open; 'new' for one that is to be made. */
  editing = $state.raw<Label | 'new' | null>(null);

  /** What was given here, by row: rows that are on screen were fetched before. */
  private given = $state.raw<Record<string, Row>>({});
  private queue = Promise.resolve();
  private rest: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly ref: () => SplitRef,
    /** The columns are others, or count otherwise. */
    readonly changed: () => void,
  ) {}

  /** A row as it was fetched, with the values that it was given since. */
  over<T extends Labelled>(hit: T): T {
    const given = this.given[this.key(hit.row_idx)];
    return given ? { ...hit, row: { ...hit.row, ...given } } : hit;
  }

  /** Gives the row a value, null for none. */
  set(row: number, column: Column, value: Json, was: Json): void {
    if (value === was) return;
    this.show(row, column, value);
    this.said = value === null ? `${column.name}: none` : `${column.name}: ${String(value)}`;
    this.trouble = '';
    this.queue = this.queue.then(() => this.send(row, column, value, was));
  }

  /** After a conflict: one of the two values. */
  settle(value: Json): void {
    const met = this.conflict;
    this.conflict = null;
    if (met) this.set(met.row, met.column, value, met.theirs);
  }

  /**
   * What a digit means: choice 1 to 9 of the label at `column`, else of the first that has choices; 0
   * takes the value away. False where it means nothing.
   */
  press(key: string, hit: Labelled, columns: Column[], at?: Column): boolean {
    const label = [at, ...columns].find((one) => one?.label?.kind === 'choice');
    if (!label || !/^[0-9]$/.test(key)) return false;
    const choice = key === '0' ? null : label.label?.choices[Number(key) - 1];
    if (choice === undefined) return false;
    this.set(hit.row_idx, label, choice, this.over(hit).row[label.name] ?? null);
    return true;
  }

  private key(row: number): string {
    const { config, split } = this.ref();
    return `${row} ${config}\n${split}`;
  }

  private show(row: number, column: Column, value: Json): void {
    const key = this.key(row);
    this.given = { ...this.given, [key]: { ...this.given[key], [column.name]: value } };
  }

  private async send(row: number, column: Column, value: Json, was: Json): Promise<void> {
    const { config, split } = this.ref();
    const label = labelPath(this.ref(), column.label?.name ?? column.name);
    const path = `${label}/rows/${row}${queryString<'columns'>({ config, split })}`;
    try {
      const body = JSON.stringify({ value, was });
      await requestJson(path, ['value'], undefined, { method: 'PUT', headers: kJson, body });
      clearTimeout(this.rest);
      this.rest = setTimeout(() => this.changed(), kRestMs);
    } catch (error) {
      const met = error instanceof ApiError && error.code === 'LabelChanged';
      const theirs = met ? ((error.details['value'] ?? null) as Json) : was;
      this.show(row, column, theirs);
      if (met) this.conflict = { row, column, mine: value, theirs };
      else this.trouble = errorText(error);
    }
  }
}
