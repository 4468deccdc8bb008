import { describe, expect, it } from 'vitest';
import { hitKey } from './hit-keys';

const plain = { ctrlKey: false, metaKey: false, altKey: false };
const press = (key: string) => ({ ...plain, key });

describe('keys among results', () => {
  it('lead from the search box to the first result by one key', () => {
    expect(hitKey(press('ArrowDown'), 'search box')).toBe('first');
  });

  it('are letters where one types', () => {
    for (const key of ['j', 'k', 's', 'c', 'Enter']) {
      expect(hitKey(press(key), 'search box')).toBeNull();
      expect(hitKey(press(key), 'another field')).toBeNull();
    }
  });

  it('move from anywhere, and act where a result is active', () => {
    expect(hitKey(press('j'), 'elsewhere')).toBe('next');
    expect(hitKey(press('K'), 'a result')).toBe('previous');
    expect(hitKey(press('Enter'), 'a result')).toBe('open');
    expect(hitKey(press('S'), 'a result')).toEqual({ press: 's' });
    expect(hitKey(press('c'), 'elsewhere')).toBeNull();
    expect(hitKey(press('Enter'), 'elsewhere')).toBeNull();
  });

  it('leave the keys of the browser alone', () => {
    expect(hitKey({ ...press('c'), ctrlKey: true }, 'a result')).toBeNull();
    expect(hitKey({ ...press('j'), metaKey: true }, 'a result')).toBeNull();
  });
});
