// How much room the values of a column take, from the first rows: so columns are as wide and rows as high
// as what is in them.

import type { Column, Json, Row } from '../data/api-types';
import {
  cellKind,
  cellLayout,
  isFileColumn,
  isPictureColumn,
  isVector,
  startWidth,
  valueText,
} from '../data/column-kind';
import { numberText } from '../data/number-text';
import { momentText } from '../data/times';
import { linkName } from '../values/link-name';

/** Of one column, in pixels. */
export interface ContentSize {
  /** What the widest value would take on one line, and what nine of ten would. */
  widest: number;
  usual: number;
  /** With this a column shows what it holds, or enough of it. */
  width: number;
  /** Lines that a value takes however wide its column is. */
  lines: number;
  /** Whether it shows no more in a wider column. */
  isFixed?: boolean;
}

/** Pixels that a text takes in a cell. */
type Ruler = (text: string, bold?: boolean) => number;

/** Left and right of a value in its cell. */
const kPadding = 25;
const kNarrowest = 84;
/** Beside what a header says below the name, how many values are missing. */
const kNulls = 30;
/** Of a header: its menu beside the name. */
const kMenu = 30;
/** A long name alone makes no column wider than this. */
const kWidestHead = 180;
/** Nor do lines below it; longer ones are cut. */
const kWidestSaid = 120;
const kTagPadding = 19;
/** Behind the host of a link. */
const kOutIcon = 16;
/** Links, and what a header says, are set in 12 pixels, not 13. */
const kSmaller = 12 / 13;
/** More characters than fit any cell are not measured. */
const kMostText = 160;
const kMostLines = 3;

/**
 * `decimals`: those that the numbers of the column share; `said`: the lines of its header below the name. No row is
 * here yet: its usual width.
 */
export function contentSize(
  column: Column,
  rows: Row[],
  decimals: number,
  ruler: Ruler,
  said: string[] = [],
): ContentSize {
  const most = startWidth(column);
  const kind = cellKind(column);
  const below = said.map((line) => ruler(line) * kSmaller).filter((one) => one <= kWidestSaid);
  const name = Math.min(kWidestHead, ruler(column.name, true) + kMenu);
  const head = kind === 'link' ? name : Math.max(name, ...below);
  const fixed = (lines: number) => ({ widest: 0, usual: 0, width: most, lines, isFixed: true });
  if (isPictureColumn(column)) return fixed(kMostLines);
  if (column.label || isVector(column) || isFileColumn(column)) return fixed(1);
  if (rows.length === 0) return { widest: most, usual: most, width: most, lines: 1 };
  const bold = column.role === 'title';
  const sizes = rows
    .map((row) => widthOf(column, row[column.name], decimals, (text) => ruler(text, bold)))
    .sort((a, b) => a - b);
  const widest = sizes[sizes.length - 1] ?? 0;
  const usual = sizes[Math.floor((sizes.length - 1) * 0.9)] ?? 0;
  const nulls = column.statistics?.nan_count ?? 0;
  const { narrowest, isOneLine } = cellLayout(kind);
  const least = narrowest === undefined ? kNarrowest : narrowest + (nulls > 0 ? kNulls : 0);
  const width = Math.ceil(Math.max(least, head + kPadding, Math.min(most, widest + kPadding)));
  return { widest, usual: isOneLine ? 0 : usual, width, lines: 1 };
}

function widthOf(column: Column, value: Json | undefined, decimals: number, ruler: Ruler): number {
  if (value === null || value === undefined) return ruler('null');
  const text = (one: string) => ruler(one.slice(0, kMostText));
  if (Array.isArray(value)) {
    const [first] = value;
    if (typeof first === 'object' && first !== null)
      return text(chatStart(first) ?? valueText(value));
    return value
      .slice(0, 12)
      .reduce<number>((sum, one) => sum + text(valueText(one)) + kTagPadding, 0);
  }
  const kind = cellKind(column);
  if (kind === 'class') return text(valueText(value)) + kTagPadding;
  if (kind === 'link') return text(linkName(valueText(value))) * kSmaller + kOutIcon;
  if (kind === 'date') return text(momentText(valueText(value)));
  if (typeof value === 'number' || typeof value === 'bigint')
    return text(numberText(value, decimals, kind === 'number'));
  return text(valueText(value));
}

/** A conversation is told by its first turn. */
function chatStart(turn: Json): string | null {
  const { role, from, content, value } = turn as Record<string, Json>;
  const said = content ?? value;
  return typeof said === 'string' ? `${valueText(role ?? from)}: ${said} · 10 turns` : null;
}

/** How often a line is broken before its end. */
const kRagged = 1.12;

/** Lines that nine of ten values take in a column of this width, at most three. */
export function linesIn({ usual, lines }: ContentSize, width: number): number {
  const room = Math.max(1, width - kPadding);
  const broken = usual <= room ? 1 : Math.ceil((usual * kRagged) / room);
  return Math.min(kMostLines, Math.max(lines, broken));
}

/**
 * Widths that fill the view: room that is left goes to columns whose values are cut, then to all that show more in
 * it (where none does, to all) by their widths. `own`: chosen by the reader, and left as they are.
 */
export function filling(sizes: ContentSize[], own: (number | undefined)[], view: number): number[] {
  const widths = sizes.map(({ width }, i) => own[i] ?? width);
  const free = widths.map((_, i) => own[i] === undefined);
  let left = view - widths.reduce((sum, width) => sum + width, 0);
  if (left <= 0) return widths;
  const wanted = sizes.map(({ widest, width }, i) =>
    free[i] ? Math.max(0, widest + kPadding - width) : 0,
  );
  const needed = wanted.reduce((sum, one) => sum + one, 0);
  const given = Math.min(left, needed);
  const fed = widths.map((width, i) =>
    needed > 0 ? width + Math.floor(((wanted[i] ?? 0) / needed) * given) : width,
  );
  left = view - fed.reduce((sum, width) => sum + width, 0);
  const useful = sizes.map(({ isFixed }, i) => free[i] === true && !isFixed);
  const grows = useful.includes(true) ? useful : free;
  const growing = fed.reduce((sum, width, i) => sum + (grows[i] ? width : 0), 0);
  const last = grows.lastIndexOf(true);
  const grown = fed.map((width, i) =>
    grows[i] ? width + Math.floor((width / growing) * left) : width,
  );
  const rest = view - grown.reduce((sum, width) => sum + width, 0);
  return grown.map((width, i) => (i === last ? width + rest : width));
}

/** Measures as the cells of the element are drawn. */
export function rulerOf(element: Element): Ruler {
  const canvas = document.createElement('canvas').getContext('2d');
  const { fontFamily } = getComputedStyle(element);
  return (text, bold = false) => {
    if (!canvas) return text.length * 7;
    canvas.font = `${bold ? 600 : 400} 13px ${fontFamily}`;
    return canvas.measureText(text).width;
  };
}
