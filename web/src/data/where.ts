// The text of a condition: quotes and literals, its clauses, and what a clause compares. The text is the
// truth: it is in the URL and goes to the server unchanged.

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A literal without exponent, which the grammar has no form for. */
export function numberLiteral(value: number | bigint): string {
  const text = String(value);
  if (typeof value === 'bigint' || !text.includes('e')) return text;
  return value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });
}

interface Token {
  start: number;
  end: number;
  text: string;
}

/** Words at nesting depth 0, outside quotes, upper-cased: where AND and OR may be found. */
export function topLevelWords(where: string): Token[] {
  const words: Token[] = [];
  let depth = 0;
  let at = 0;
  while (at < where.length) {
    const char = where[at] ?? '';
    if (char === "'" || char === '"') {
      at = endOfQuoted(where, at);
    } else if (/[A-Za-z_]/.test(char)) {
      const start = at;
      while (at < where.length && /\w/.test(where[at] ?? '')) at += 1;
      if (depth === 0) words.push({ start, end: at, text: where.slice(start, at).toUpperCase() });
    } else {
      if (char === '(') depth += 1;
      if (char === ')') depth -= 1;
      at += 1;
    }
  }
  return words;
}

export function endOfQuoted(text: string, start: number): number {
  const quote = text[start];
  let at = start + 1;
  while (at < text.length) {
    if (text[at] === quote) {
      if (text[at + 1] !== quote) return at + 1;
      at += 1;
    }
    at += 1;
  }
  return text.length;
}

/** The clauses that AND joins; the whole as one clause where OR stands at the top. */
export function splitClauses(where: string): string[] {
  const text = where.trim();
  if (text === '') return [];
  const words = topLevelWords(text);
  if (words.some((word) => word.text === 'OR')) return [text];
  const clauses: string[] = [];
  let start = 0;
  let between = false;
  for (const word of words) {
    if (word.text === 'BETWEEN') between = true;
    if (word.text !== 'AND') continue;
    if (between) {
      between = false;
      continue;
    }
    clauses.push(text.slice(start, word.start).trim());
    start = word.end;
  }
  clauses.push(text.slice(start).trim());
  return clauses.filter((clause) => clause !== '');
}

/** Joins with AND, in brackets where a clause has an OR of its own. */
export function joinClauses(clauses: string[]): string {
  if (clauses.length < 2) return clauses[0] ?? '';
  return clauses
    .map((clause) =>
      topLevelWords(clause).some((word) => word.text === 'OR') ? `(${clause})` : clause,
    )
    .join(' AND ');
}

interface Comparison {
  column: string;
  op: string;
  /** The literal's value as text: 2020, Oral, null. */
  value: string;
}

const comparison =
  /^"((?:[^"]|"")*)"\s*(>=|<=|<>|!=|=|<|>)\s*(?:'((?:[^']|'')*)'|(-?\d[\d.]*|true|false))$/i;
const membership = /^(?:'((?:[^']|'')*)'|(-?\d[\d.]*))\s+IN\s+"((?:[^"]|"")*)"$/i;
const denial = /^NOT\s*\(\s*(.*?)\s*\)$/is;
const topic =
  /^regexp_matches\("((?:[^"]|"")*)",\s*'\(\?i\)\(\^\|\[,;\]\)\\s\*((?:[^']|'')*)\\s\*\(\[,;\]\|\$\)'\)$/;
const part = /^(contains|starts_with)\(lower\("((?:[^"]|"")*)"\),\s*'((?:[^']|'')*)'\)$/;
const nullTest = /^"((?:[^"]|"")*)"\s+(IS(?:\s+NOT)?)\s+NULL$/i;

export function parseComparison(clause: string): Comparison | null {
  const compared = comparison.exec(clause);
  if (compared) {
    const [, column = '', op = '', text, bare] = compared;
    return {
      column: unquote(column, '"'),
      op,
      value: text === undefined ? (bare ?? '') : unquote(text, "'"),
    };
  }
  const member = membership.exec(clause);
  if (member) {
    const [, text, bare = '', column = ''] = member;
    return {
      column: unquote(column, '"'),
      op: 'has',
      value: text === undefined ? bare : unquote(text, "'"),
    };
  }
  const denied = denial.exec(clause)?.[1];
  if (denied !== undefined) {
    const inner = parseComparison(denied);
    return inner?.op === 'has' ? { ...inner, op: 'has not' } : null;
  }
  const named = topic.exec(clause);
  if (named) {
    const value = unquote(named[2] ?? '', "'").replace(/\\([\\^$.|?*+()[\]{}])/g, '$1');
    return { column: unquote(named[1] ?? '', '"'), op: 'has', value };
  }
  const held = part.exec(clause);
  if (held) {
    return {
      column: unquote(held[2] ?? '', '"'),
      op: held[1] === 'contains' ? 'contains' : 'starts with',
      value: unquote(held[3] ?? '', "'"),
    };
  }
  const tested = nullTest.exec(clause);
  if (tested) {
    return {
      column: unquote(tested[1] ?? '', '"'),
      op: /not/i.test(tested[2] ?? '') ? 'is not' : 'is',
      value: 'null',
    };
  }
  return null;
}

function unquote(text: string, quote: string): string {
  return text.replaceAll(quote + quote, quote);
}
