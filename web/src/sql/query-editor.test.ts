import { Text } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { rangeAt } from './query-editor';

const text = Text.of(['SELECT "a b",', '  nope', '']);
const slice = (line: number, column: number) => {
  const { from, to } = rangeAt(text, { line, column });
  return text.sliceString(from, to);
};

describe('rangeAt', () => {
  it('takes the word that begins there', () => {
    expect(slice(1, 1)).toBe('SELECT');
    expect(slice(1, 8)).toBe('"a b"');
    expect(slice(2, 3)).toBe('nope');
    expect(slice(1, 13)).toBe(',');
  });

  it('counts characters as the server does, and takes operators whole', () => {
    const odd = Text.of(["SELECT '😀' || größe"]);
    const at = (column: number) => {
      const { from, to } = rangeAt(odd, { line: 1, column });
      return odd.sliceString(from, to);
    };
    expect(at(8)).toBe("'😀'");
    expect(at(12)).toBe('||');
    expect(at(15)).toBe('größe');
  });

  it('takes the character before where no word is', () => {
    expect(slice(2, 7)).toBe('e');
    expect(slice(3, 1)).toBe('\n');
  });

  it('stays within the text, whatever the place', () => {
    expect(slice(99, 99)).toBe('\n');
    expect(slice(0, 0)).toBe('SELECT');
    expect(rangeAt(Text.empty, { line: 1, column: 1 })).toEqual({ from: 0, to: 0 });
  });
});
