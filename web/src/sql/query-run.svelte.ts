// The query that is asked, the answer that is on screen, and what happened in between. A query that
// was not answered yet is cancelled by the next one, and by leaving.

import { isAbort } from '../data/api';
import type { SplitRef } from '../data/parameters';
import type { Column } from '../data/api-types';
import { refined, type Refinement } from './query';
import { tableOf, type ResultTable } from './result';
import { placeOf, runSql, type Place } from './sql-api';

interface Asked extends Refinement {
  sql: string;
}

export interface Answered {
  asked: Asked;
  /** What the server was sent: `asked`, conditions and order included. */
  sql: string;
  table: ResultTable;
  truncated: boolean;
  tookMs: number;
}

const kTickMs = 250;

export class QueryRun {
  asked: Asked | null = $state.raw(null);
  answer: Answered | null = $state.raw(null);
  failure: unknown = $state.raw(null);
  /** Where the query as it was written is wrong. */
  place: Place | null = $state.raw(null);
  running = $state(false);
  cancelled = $state(false);
  /** How long the running query has taken so far. */
  elapsedMs = $state(0);

  private controller: AbortController | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly ref: () => SplitRef) {}

  /** Resolves when it is answered, failed or cancelled; true where it is answered. */
  async ask(asked: Asked): Promise<boolean> {
    this.stop();
    const controller = new AbortController();
    this.begin(asked, controller);
    const sql = refined(asked.sql, asked, this.columnsOf(asked));
    try {
      const answer = await runSql(this.ref(), sql, controller.signal);
      if (this.controller !== controller) return false;
      const { truncated, took_ms: tookMs } = answer;
      this.answer = { asked, sql, table: tableOf(answer), truncated, tookMs };
      return true;
    } catch (error) {
      if (this.controller !== controller) return false;
      if (isAbort(error)) this.cancelled = true;
      else this.failure = error;
      // A place in the query around it says nothing about what was written.
      this.place = sql === asked.sql ? placeOf(error) : null;
      return false;
    } finally {
      if (this.controller === controller) this.end();
    }
  }

  /** Whether there was something to cancel. */
  cancel(): boolean {
    if (!this.running) return false;
    this.controller?.abort();
    return true;
  }

  /** Leaves: what is on its way is cancelled and heard of no more. */
  stop(): void {
    const controller = this.controller;
    this.end();
    controller?.abort();
  }

  /** The query that is written is another one: what was wrong with the last one is no more. */
  forget(): void {
    [this.failure, this.place, this.cancelled] = [null, null, false];
  }

  private columnsOf({ sql }: Asked): Column[] {
    return this.answer?.asked.sql === sql ? this.answer.table.columns : [];
  }

  private begin(asked: Asked, controller: AbortController): void {
    this.forget();
    this.asked = asked;
    this.controller = controller;
    this.running = true;
    this.elapsedMs = 0;
    const started = performance.now();
    this.timer = setInterval(() => (this.elapsedMs = performance.now() - started), kTickMs);
  }

  private end(): void {
    clearInterval(this.timer);
    this.controller = null;
    this.running = false;
  }
}
