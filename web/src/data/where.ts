// The condition of a view, as text and as chips. The text is the truth (it is in the URL and goes to
// the server unchanged); chips are its top-level AND clauses. A clause that is not understood is
// still a chip, showing its own words.

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
function topLevelWords(where: string): Token[] {
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

function endOfQuoted(text: string, start: number): number {
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
const membership = /^'((?:[^']|'')*)'\s+IN\s+"((?:[^"]|"")*)"$/i;
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
    return {
      column: unquote(member[2] ?? '', '"'),
      op: 'has',
      value: unquote(member[1] ?? '', "'"),
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

interface Chip {
  /** The clauses of this chip as they stand in the condition, joined by AND. */
  text: string;
  /** For people: "year 2020 – 2021", "type = Oral". */
  label: string;
  column: string | null;
  /** What another filter of the same kind on the same column would replace. */
  kind: 'range' | 'equal' | 'member' | 'null' | 'other';
}

export function chipsOf(where: string): Chip[] {
  const clauses = splitClauses(where);
  const chips: Chip[] = [];
  for (let i = 0; i < clauses.length; i += 1) {
    const clause = clauses[i] ?? '';
    const next = clauses[i + 1];
    const low = parseComparison(clause);
    const high = next === undefined ? null : parseComparison(next);
    if (low && high && low.column === high.column && low.op === '>=' && /^<=?$/.test(high.op)) {
      const range =
        low.value === high.value
          ? low.value
          : `${low.value} – ${high.op === '<' ? '<' : ''}${high.value}`;
      chips.push({
        text: `${clause} AND ${next ?? ''}`,
        label: `${columnLabel(low.column)} ${range}`,
        column: low.column,
        kind: 'range',
      });
      i += 1;
    } else {
      chips.push(singleChip(clause, low));
    }
  }
  return chips;
}

function singleChip(clause: string, parsed: Comparison | null): Chip {
  if (!parsed) return { text: clause, label: clauseLabel(clause), column: null, kind: 'other' };
  const kinds: Record<string, Chip['kind']> = {
    has: 'member',
    is: 'null',
    'is not': 'null',
    '=': 'equal',
    '!=': 'other',
    '<>': 'other',
  };
  const value = parsed.value === '' ? '""' : parsed.value;
  return {
    text: clause,
    label: `${columnLabel(parsed.column)} ${parsed.op} ${value}`,
    column: parsed.column,
    kind: kinds[parsed.op] ?? 'range',
  };
}

/** An area of the map is many numbers that say nothing to a reader. */
function clauseLabel(clause: string): string {
  if (/^INSIDE\s*\(/i.test(clause)) return 'in an area of the map';
  return clause;
}

function columnLabel(name: string): string {
  return name.endsWith('.length') ? `length of ${name.slice(0, -'.length'.length)}` : name;
}

export function hasCondition(where: string, condition: string): boolean {
  return chipsOf(where).some((chip) => chip.text === condition);
}

export function removeCondition(where: string, condition: string): string {
  return joinClauses(
    chipsOf(where)
      .filter((chip) => chip.text !== condition)
      .map((chip) => chip.text),
  );
}

/**
 * Adds the condition, or takes it away where it already stands. A range takes the place of another
 * range on its column, an equality of another equality; members of a list add up.
 */
export function toggleCondition(where: string, condition: string): string {
  if (hasCondition(where, condition)) return removeCondition(where, condition);
  const added = chipsOf(condition)[0];
  const kept = chipsOf(where).filter((chip) => !added || !replaces(added, chip));
  return joinClauses([...kept.map((chip) => chip.text), condition]);
}

function replaces(added: Chip, old: Chip): boolean {
  const exclusive = added.kind !== 'member' && added.kind !== 'other';
  return exclusive && added.kind === old.kind && added.column === old.column;
}
