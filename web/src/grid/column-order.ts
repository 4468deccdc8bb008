// In which order the columns stand: those that are pinned first, then as the reader put them, then
// whatever the reader has not touched in the order of the data.

import type { Column } from '../data/api-types';
import type { ColumnLayout } from '../data/preferences';

interface Arranged {
  /** Visible columns in the order of the screen. */
  columns: Column[];
  /** How many of them, from the left, stay when the table is scrolled sideways. */
  pinned: number;
}

export function arrange(columns: Column[], layout: ColumnLayout): Arranged {
  const shown = ordered(columns, layout.order).filter((one) => !layout.hidden.includes(one.name));
  const pinned = shown.filter((one) => layout.pinned.includes(one.name));
  const others = shown.filter((one) => !layout.pinned.includes(one.name));
  return { columns: [...pinned, ...others], pinned: pinned.length };
}

function ordered(columns: Column[], order: string[]): Column[] {
  if (order.length === 0) return columns;
  const rank = new Map(order.map((name, i) => [name, i]));
  const known = columns.filter((one) => rank.has(one.name));
  known.sort((a, b) => (rank.get(a.name) ?? 0) - (rank.get(b.name) ?? 0));
  // What the order does not name stays right of its neighbour in the data.
  const placed = [...known];
  columns.forEach((column, i) => {
    if (rank.has(column.name)) return;
    const before = columns[i - 1];
    const at = before ? placed.indexOf(before) + 1 : 0;
    placed.splice(at, 0, column);
  });
  return placed;
}

/** Puts a column where another one stands, which gives way towards where the first came from. */
export function moveTo(
  columns: Column[],
  layout: ColumnLayout,
  name: string,
  target: string,
): ColumnLayout {
  const names = ordered(columns, layout.order).map((one) => one.name);
  const from = names.indexOf(name);
  const to = names.indexOf(target);
  if (from < 0 || to < 0 || from === to) return layout;
  names.splice(from, 1);
  names.splice(to, 0, name);
  const sameSide = layout.pinned.includes(name) === layout.pinned.includes(target);
  const moved = { ...layout, order: names };
  return sameSide ? moved : togglePin(moved, name);
}

/** One place to the left (-1) or to the right (1) among the visible columns of its side. */
export function moveBy(
  columns: Column[],
  layout: ColumnLayout,
  name: string,
  step: number,
): ColumnLayout {
  const { columns: shown, pinned } = arrange(columns, layout);
  const at = shown.findIndex((one) => one.name === name);
  const target = shown[at + step];
  if (at < 0 || !target || at < pinned !== at + step < pinned) return layout;
  return moveTo(columns, layout, name, target.name);
}

export function togglePin(layout: ColumnLayout, name: string): ColumnLayout {
  const pinned = layout.pinned.includes(name)
    ? layout.pinned.filter((one) => one !== name)
    : [...layout.pinned, name];
  return { ...layout, pinned };
}
