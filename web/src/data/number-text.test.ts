import { describe, expect, it } from 'vitest';
import { decimalsOf, numberText, sharedDecimals } from './number-text';

describe('numberText', () => {
  it('never shows a number as another one', () => {
    expect(numberText(1e-7)).toBe('1e-7');
    expect(numberText(-5e-7)).toBe('-5e-7');
    expect(numberText(1.25e-13)).toBe('1.25e-13');
    expect(numberText(0.1 + 0.2)).toBe('0.30000000000000004');
    expect(numberText(40.748433456)).toBe('40.748433456');
    expect(numberText(1.5e300)).toBe('1.5e+300');
    expect(numberText(0)).toBe('0');
  });

  it('keeps every digit of long integers', () => {
    expect(numberText(1234567890123456789n)).toBe('1,234,567,890,123,456,789');
    expect(numberText(18446744073709551615n, 0, false)).toBe('18446744073709551615');
    expect(numberText(9007199254740991)).toBe('9,007,199,254,740,991');
  });

  it('writes as many decimals as the column shares, and more where there are more', () => {
    expect(numberText(60, 1)).toBe('60.0');
    expect(numberText(68.45, 1)).toBe('68.45');
  });

  it('agrees with the number for many of them', () => {
    let seed = 7;
    for (let i = 0; i < 500; i += 1) {
      seed = (seed * 48271) % 2147483647;
      const value = (seed / 2147483647 - 0.5) * 10 ** ((seed % 40) - 20);
      expect(Number(numberText(value, 0, false))).toBe(value);
    }
  });
});

describe('sharedDecimals', () => {
  it('is the most that any value has', () => {
    expect(sharedDecimals([60, 68.4, 21.55, null, 'x'])).toBe(2);
    expect(sharedDecimals([1, 2, 3n])).toBe(0);
    expect(sharedDecimals([])).toBe(0);
  });

  it('is none where the decimals are noise', () => {
    expect(sharedDecimals([0.30000000000000004, 1])).toBe(0);
  });

  it('counts the decimals of a number as it is written', () => {
    expect([decimalsOf(21.5), decimalsOf(3), decimalsOf(1e-7)]).toEqual([1, 0, 0]);
  });
});
