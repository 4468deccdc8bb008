import { describe, expect, it } from 'vitest';
import { exactText, parseExact } from './exact-json';

describe('parseExact', () => {
  it('keeps integers that a double would round', () => {
    const text =
      '{"id":1234567890123456789,"least":-9223372036854775808,"most":18446744073709551615}';
    expect(parseExact(text)).toEqual({
      id: 1234567890123456789n,
      least: -9223372036854775808n,
      most: 18446744073709551615n,
    });
    expect(parseExact('9007199254740993')).toBe(9007199254740993n);
  });

  it('leaves what a double holds a number', () => {
    expect(parseExact('[9007199254740991,0.12345678901234567,1e300,12345678901234567.5]')).toEqual([
      9007199254740991, 0.12345678901234567, 1e300, 12345678901234567.5,
    ]);
    expect(parseExact('[1234567890123456789,1.5e3,-0.25]')).toEqual([
      1234567890123456789n,
      1500,
      -0.25,
    ]);
  });

  it('leaves digits in texts and names alone', () => {
    const text =
      '{"12345678901234567890":"a \\"1234567890123456789\\" \\\\","n":1234567890123456789}';
    expect(parseExact(text)).toEqual({
      '12345678901234567890': 'a "1234567890123456789" \\',
      n: 1234567890123456789n,
    });
  });

  it('refuses what is no JSON', () => {
    expect(() => parseExact('{"a":12345678901234567')).toThrow(SyntaxError);
  });
});

describe('exactText', () => {
  it('writes what parseExact reads', () => {
    const text = '{"id":1234567890123456789,"list":[9007199254740993,"9007199254740993"],"x":0.5}';
    expect(exactText(parseExact(text))).toBe(text);
    expect(exactText({ id: 1234567890123456789n }, 2)).toBe('{\n  "id": 1234567890123456789\n}');
  });
});
