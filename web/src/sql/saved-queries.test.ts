import { describe, expect, it } from 'vitest';
import {
  kMostHistory,
  readBook,
  suggestedName,
  withoutRun,
  withoutSaved,
  withRun,
  withSaved,
} from './saved-queries';

const empty = { history: [], saved: [] };

describe('history', () => {
  it('moves a query that runs again to the front', () => {
    const book = withRun(withRun(withRun(empty, 'a', 1), 'b', 2), 'a', 3);
    expect(book.history).toEqual([
      { sql: 'a', at: 3 },
      { sql: 'b', at: 2 },
    ]);
    expect(withoutRun(book, 'b').history).toHaveLength(1);
  });

  it('forgets the oldest', () => {
    let book = readBook(null);
    for (let i = 0; i <= kMostHistory; i += 1) book = withRun(book, `q${i}`, i);
    expect(book.history).toHaveLength(kMostHistory);
    expect(book.history.some(({ sql }) => sql === 'q0')).toBe(false);
  });
});

describe('saved queries', () => {
  it('have one query to a name', () => {
    const book = withSaved(withSaved(empty, ' x ', 'a'), 'x', 'b');
    expect(book.saved).toEqual([{ name: 'x', sql: 'b' }]);
    expect(withoutSaved(book, 'x').saved).toEqual([]);
    expect(withSaved(book, '  ', 'c')).toBe(book);
  });

  it('are called by their first line that says something', () => {
    expect(suggestedName('\n-- why\n  SELECT 1\nFROM t')).toBe('SELECT 1');
    expect(suggestedName('')).toBe('');
  });
});

describe('readBook', () => {
  it('passes over what is no query', () => {
    expect(
      readBook({ history: [{ sql: 1, at: 2 }, null, { sql: 'a', at: 1 }], saved: 'x' }),
    ).toEqual({ history: [{ sql: 'a', at: 1 }], saved: [] });
    expect(readBook('nonsense')).toEqual(empty);
  });
});
