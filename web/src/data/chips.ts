// The condition of a view as chips: its top-level AND clauses. A clause that is not understood is still a
// chip, showing its own words.

import { endOfQuoted, joinClauses, parseComparison, splitClauses, topLevelWords } from './where';

interface Chip {
  /** The clauses of this chip as they stand in the condition, joined by AND. */
  text: string;
  /** For people: "year 2020 – 2021", "type = Oral". */
  label: string;
  column: string | null;
  /** What another filter of the same kind on the same column would replace. */
  kind: 'range' | 'equal' | 'member' | 'null' | 'other';
  /** Conditions of one column that OR joins, of which each row has at least one; else empty. */
  alternatives: string[];
}

/** The conditions that OR joins, where all ask one column for a value or all for a member; else empty. */
function alternativesOf(clause: string): string[] {
  const inner = inBrackets(clause);
  const words = topLevelWords(inner);
  if (!words.some(({ text }) => text === 'OR') || words.some(({ text }) => text === 'AND'))
    return [];
  const parts: string[] = [];
  let start = 0;
  for (const word of words) {
    if (word.text !== 'OR') continue;
    parts.push(inner.slice(start, word.start).trim());
    start = word.end;
  }
  parts.push(inner.slice(start).trim());
  const parsed = parts.map(parseComparison);
  const [first] = parsed;
  const alike = parsed.every((one) => one?.column === first?.column && one?.op === first?.op);
  return first && alike && (first.op === '=' || first.op === 'has') ? parts : [];
}

/** What stands in the brackets around the whole; the text itself where there are none. */
function inBrackets(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    if (char === "'" || char === '"') {
      at = endOfQuoted(text, at);
      continue;
    }
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    at += 1;
    if (depth === 0) break;
  }
  return at === text.length ? text.slice(1, -1).trim() : text;
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
          : `${valueLabel(low.value)} – ${high.op === '<' ? '<' : ''}${valueLabel(high.value)}`;
      chips.push({
        text: `${clause} AND ${next ?? ''}`,
        label: `${columnLabel(low.column)} ${range}`,
        column: low.column,
        kind: 'range',
        alternatives: [],
      });
      i += 1;
    } else {
      chips.push(singleChip(clause, low));
    }
  }
  return chips;
}

function singleChip(clause: string, parsed: ReturnType<typeof parseComparison>): Chip {
  const alternatives = parsed ? [] : alternativesOf(clause);
  const first = parsed ?? parseComparison(alternatives[0] ?? '');
  if (!first)
    return { text: clause, label: clauseLabel(clause), column: null, kind: 'other', alternatives };
  const kinds: Record<string, Chip['kind']> = {
    has: 'member',
    is: 'null',
    'is not': 'null',
    '=': 'equal',
    '!=': 'other',
    '<>': 'other',
  };
  const values = (parsed ? [clause] : alternatives).map(
    (one) => parseComparison(one)?.value || '""',
  );
  return {
    text: clause,
    label: `${columnLabel(first.column)} ${first.op} ${kinds[first.op] ? values.join(' or ') : valueLabel(values[0] ?? '')}`,
    column: first.column,
    kind: kinds[first.op] ?? (/^[<>]=?$/.test(first.op) ? 'range' : 'other'),
    alternatives,
  };
}

/** 362.58500000000004 is the end of a bar: how it was computed says nothing. */
function valueLabel(value: string): string {
  return /^-?\d+\.\d{12,}$/.test(value) ? String(Number(Number(value).toPrecision(12))) : value;
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
  return chipsOf(where).some(
    (chip) => chip.text === condition || chip.alternatives.includes(condition),
  );
}

export function removeCondition(where: string, condition: string): string {
  return replaceCondition(where, condition, '');
}

/** Puts `by` in the place of a chip or of one of its alternatives; "": takes it away. */
export function replaceCondition(where: string, condition: string, by: string): string {
  const clauses = chipsOf(where).map((chip) => {
    if (chip.text === condition) return by;
    const parts = chip.alternatives.map((one) => (one === condition ? by : one));
    return parts.length > 0 ? anyOf(parts.filter((one) => one !== '')) : chip.text;
  });
  return joinClauses(clauses.filter((clause) => clause !== ''));
}

function anyOf(conditions: string[]): string {
  return conditions.length > 1 ? `(${conditions.join(' OR ')})` : (conditions[0] ?? '');
}

/**
 * Beside the value or member that is asked for already the other one too, joined by OR; takes it away where it
 * stands. What cannot be joined so is added as toggleCondition() does.
 */
export function toggleAlternative(where: string, condition: string): string {
  if (hasCondition(where, condition)) return removeCondition(where, condition);
  const [added] = chipsOf(condition);
  const joins = added?.kind === 'equal' || added?.kind === 'member';
  const beside = joins
    ? chipsOf(where).find((chip) => chip.kind === added.kind && chip.column === added.column)
    : undefined;
  if (!beside) return toggleCondition(where, condition);
  const parts = beside.alternatives.length > 0 ? beside.alternatives : [beside.text];
  return replaceCondition(where, beside.text, anyOf([...parts, condition]));
}

/** Without what is asked of one column's values or members. */
export function withoutColumn(where: string, column: string): string {
  const others = chipsOf(where).filter(
    (chip) => chip.column !== column || !['equal', 'member', 'null'].includes(chip.kind),
  );
  return joinClauses(others.map((chip) => chip.text));
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
