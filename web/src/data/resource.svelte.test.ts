import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import { Resource } from './resource.svelte';

interface Call {
  asked: { q: string };
  signal: AbortSignal;
  show: (part: string) => void;
  answer: (value: string) => void;
  fail: (error: unknown) => void;
}

/** A resource of `q` whose answers the test gives. */
function started(options: { keeps?: boolean } = {}) {
  const calls: Call[] = [];
  let question = $state<string | null>('a');
  let noise = $state(0);
  let found!: Resource<{ q: string }, string>;
  const end = $effect.root(() => {
    found = new Resource<{ q: string }, string>(
      () => {
        void noise;
        return question === null ? null : { q: question };
      },
      (asked, signal, show) =>
        new Promise((answer, fail) => calls.push({ asked, signal, show, answer, fail })),
      options,
    );
  });
  flushSync();
  return {
    calls,
    end,
    found,
    ask(next: string | null) {
      question = next;
      flushSync();
    },
    disturb() {
      noise += 1;
      flushSync();
    },
    call: (at: number) => calls[at] as Call,
  };
}

/** Lets what was answered arrive. */
const arrive = () => new Promise((done) => setTimeout(done));

describe('Resource', () => {
  it('is busy until the answer is here', async () => {
    const { found, call } = started();
    expect(found.busy).toBe(true);
    expect(found.value).toBeNull();
    call(0).answer('A');
    await arrive();
    expect([found.value, found.error, found.busy]).toEqual(['A', null, false]);
  });

  it('asks again only when something else is asked', () => {
    const { ask, calls, disturb } = started();
    disturb();
    expect(calls).toHaveLength(1);
    ask('b');
    expect(calls.map(({ asked }) => asked.q)).toEqual(['a', 'b']);
  });

  it('aborts what is no longer asked and never shows it', async () => {
    const { ask, call, found } = started();
    ask('b');
    expect(call(0).signal.aborted).toBe(true);
    call(1).answer('B');
    await arrive();
    call(0).answer('A');
    call(0).show('part of A');
    await arrive();
    expect(found.value).toBe('B');
  });

  it('keeps the last answer while the next is on its way, or not', async () => {
    for (const keeps of [true, false]) {
      const { ask, call, found } = started({ keeps });
      call(0).answer('A');
      await arrive();
      ask('b');
      expect([found.value, found.busy]).toEqual([keeps ? 'A' : null, true]);
    }
  });

  it('says what went wrong, and asks once more', async () => {
    const { call, calls, found } = started();
    call(0).fail(new Error('no'));
    await arrive();
    expect(found.error).toEqual(new Error('no'));
    expect(found.busy).toBe(false);
    found.retry();
    flushSync();
    expect(calls).toHaveLength(2);
    call(1).answer('A');
    await arrive();
    expect([found.value, found.error]).toEqual(['A', null]);
  });

  it('does not take an abort for a failure', async () => {
    const { call, found } = started();
    call(0).fail(new DOMException('gone', 'AbortError'));
    await arrive();
    expect(found.error).toBeNull();
  });

  it('gives up what is on its way and keeps what is here', async () => {
    const { ask, call, found } = started();
    call(0).answer('A');
    await arrive();
    ask('b');
    found.abort();
    expect(call(1).signal.aborted).toBe(true);
    expect([found.value, found.busy]).toEqual(['A', false]);
  });

  it('has nothing where nothing is asked', async () => {
    const { ask, call, found } = started();
    call(0).answer('A');
    await arrive();
    ask(null);
    expect([found.value, found.busy]).toEqual([null, false]);
  });

  it('shows parts before the whole', async () => {
    const { call, found } = started();
    call(0).show('half');
    expect([found.value, found.busy]).toEqual(['half', true]);
    call(0).answer('whole');
    await arrive();
    expect(found.value).toBe('whole');
  });

  it('is aborted with what made it', () => {
    const { call, end } = started();
    end();
    expect(call(0).signal.aborted).toBe(true);
  });
});
