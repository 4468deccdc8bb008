import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepPlace, keptPlace } from './place';

let state: unknown = null;
beforeEach(() => {
  vi.useFakeTimers();
  state = null;
  vi.stubGlobal('location', { href: '/a' });
  vi.stubGlobal('history', {
    get state() {
      return state;
    },
    replaceState: (next: unknown) => (state = next),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function scroller(top: number): HTMLElement {
  return Object.assign(new EventTarget(), { scrollTop: top }) as unknown as HTMLElement;
}

it('keeps where the reader came to rest, with what was loaded', () => {
  const list = scroller(1500);
  keepPlace(list, () => 60);
  list.dispatchEvent(new Event('scroll'));
  expect(keptPlace()).toBeNull();
  vi.advanceTimersByTime(1000);
  expect(keptPlace()).toEqual({ top: 1500, loaded: 60 });
});

it('keeps nothing with a page that the reader has gone on to', () => {
  const list = scroller(1500);
  keepPlace(list, () => 60);
  list.dispatchEvent(new Event('scroll'));
  location.href = '/b';
  vi.advanceTimersByTime(1000);
  expect(keptPlace()).toBeNull();
});

it('takes no other state of the history for a place', () => {
  for (const other of [null, 7, {}, { place: { top: 0, loaded: 20 } }]) {
    state = other;
    expect(keptPlace()).toBeNull();
  }
});
