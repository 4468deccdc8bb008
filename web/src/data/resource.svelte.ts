// Something that is fetched: what is here, what went wrong, and whether an answer is on its way. It is
// fetched again when what is asked changes, and only then; an answer that is no longer wanted is aborted.
//
//   const row = new Resource(() => ({ ref, index }), ({ ref, index }, signal) => getRow(ref, index, signal));
//   row.value, row.error, row.busy; row.retry()
//
// Made while a component starts, as $effect is; it ends with the component.

import { untrack } from 'svelte';
import { isAbort } from './api';
import { unchanged } from './unchanged';

/** `show` puts a part of the answer on screen before all of it is here. */
type Fetch<Asked, T> = (asked: Asked, signal: AbortSignal, show: (part: T) => void) => Promise<T>;

interface Options {
  /** Whether the last answer stays until the next one is here. */
  keeps?: boolean;
}

export class Resource<Asked, T> {
  /** The last answer; null before the first. */
  value: T | null = $state.raw(null);
  /** Why there is no newer answer; null once there is one. */
  error: unknown = $state.raw(null);
  busy = $state(false);

  private attempt = $state(0);
  private controller: AbortController | null = null;

  /** `ask` says what is wanted, of plain data; null: nothing. */
  constructor(
    ask: () => Asked | null,
    private readonly fetch: Fetch<Asked, T>,
    private readonly options: Options = {},
  ) {
    const asked = $derived.by(unchanged(ask));
    this.busy = untrack(() => asked !== null);
    $effect(() => {
      void this.attempt;
      const wanted = asked;
      untrack(() => this.begin(wanted));
      return () => this.leave();
    });
  }

  /** Asks once more. */
  retry(): void {
    this.attempt += 1;
  }

  /** Gives up what is on its way; the last answer stays. */
  abort(): void {
    this.leave();
    this.busy = false;
  }

  private leave(): void {
    this.controller?.abort();
    this.controller = null;
  }

  private begin(asked: Asked | null): void {
    const keeps = this.options.keeps ?? true;
    if (asked === null || !keeps) [this.value, this.error] = [null, null];
    this.busy = asked !== null;
    if (asked !== null) void this.follow(asked, new AbortController());
  }

  private async follow(asked: Asked, controller: AbortController): Promise<void> {
    this.controller = controller;
    const isWanted = () => this.controller === controller;
    const show = (part: T) => {
      if (isWanted()) [this.value, this.error] = [part, null];
    };
    try {
      show(await this.fetch(asked, controller.signal, show));
    } catch (error) {
      if (isWanted() && !isAbort(error)) this.error = error;
    } finally {
      if (isWanted()) [this.controller, this.busy] = [null, false];
    }
  }
}

/** Waits; for what is not to be asked at every move. Errors: an AbortError once `signal` says so. */
export function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('No longer wanted', 'AbortError'));
    });
  });
}
