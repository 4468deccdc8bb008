// What a question of the Search tab found: its first hits, and more of them on demand.

import { ApiError, isAbort } from '../data/api';
import { findRows } from '../data/find-api';
import type { Hit, SearchAnswer } from '../data/api-types';
import type { SearchRequest, SplitRef } from '../data/parameters';
import { Resource } from '../data/resource.svelte';

interface Question {
  ref: SplitRef;
  request: SearchRequest;
}

export class Found {
  /** The answer to the question as it was asked, `request.limit` hits at most. */
  readonly first: Resource<Question, SearchAnswer>;

  private following = $state.raw<{ after: SearchAnswer; hits: Hit[] } | null>(null);
  private controller = $state.raw<AbortController | null>(null);
  private failure: unknown = $state.raw(null);
  private readonly page: number;

  /** `page`: hits that more() adds at a time. */
  constructor(
    private readonly ask: () => Question,
    page: number,
    keeps = true,
  ) {
    this.page = page;
    this.first = new Resource(
      ask,
      ({ ref, request }, signal) => {
        this.controller?.abort();
        return findRows(ref, request, signal);
      },
      { keeps },
    );
  }

  get answer(): SearchAnswer | null {
    return this.first.value;
  }

  get hits(): Hit[] {
    const answer = this.first.value;
    const added = this.following?.after === answer ? (this.following?.hits ?? []) : [];
    return [...(answer?.hits ?? []), ...added];
  }

  get error(): unknown {
    return this.first.error ?? this.failure;
  }

  /** What the server does not accept about the question; "" where it does. */
  get refused(): string {
    const { error } = this;
    return error instanceof ApiError && [400, 422].includes(error.status) ? error.message : '';
  }

  get isAdding(): boolean {
    return this.controller !== null;
  }

  retry(): void {
    this.failure = null;
    this.first.retry();
  }

  /** How many hits more() would add. */
  get remaining(): number {
    return Math.min(this.page, (this.answer?.total ?? 0) - this.hits.length);
  }

  async more(): Promise<void> {
    const { answer: after, hits } = this;
    if (!after || this.remaining <= 0 || this.isAdding) return;
    const { ref, request } = this.ask();
    const controller = new AbortController();
    [this.controller, this.failure] = [controller, null];
    try {
      const rest = { ...request, facets: [], limit: this.page, offset: hits.length };
      const next = await findRows(ref, rest, controller.signal);
      const added = [...hits.slice(after.hits.length), ...next.hits];
      if (this.first.value === after) this.following = { after, hits: added };
    } catch (error) {
      if (!isAbort(error)) this.failure = error;
    } finally {
      if (this.controller === controller) this.controller = null;
    }
  }
}
