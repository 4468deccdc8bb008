// Areas of the map: what a box or a lasso encloses, and the condition that says so to the server.
// The condition stands in the address like any other, so every tab shows the same rows.

import { chipsOf, removeCondition } from '../data/chips';
import { joinClauses, quoteName, splitClauses } from '../data/where';
import type { Screen } from './camera';
import type { Points } from './points';

/** Corners in order, in the map's own units; at least three. */
export type Area = Screen[];

const kMostCorners = 48;

export function box(a: Screen, b: Screen): Area {
  return [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }];
}

/** Whether a place lies inside, by the number of edges to its right: the server counts the same. */
export function contains(area: Area, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = area.length - 1; i < area.length; j = i, i += 1) {
    const a = area[i];
    const b = area[j];
    if (!a || !b || a.y > y === b.y > y) continue;
    if (x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

export function countInside(area: Area, points: Points): number {
  let count = 0;
  for (let i = 0; i < points.count; i += 1)
    if (contains(area, points.places[i * 2] ?? 0, points.places[i * 2 + 1] ?? 0)) count += 1;
  return count;
}

/** A hand's path with fewer corners: those whose loss changes the area least go first. */
export function simplify(path: Area, most = kMostCorners): Area {
  const corners = path.slice();
  while (corners.length > most) {
    let least = Infinity;
    let at = 0;
    for (let i = 0; i < corners.length; i += 1) {
      const a = corners[(i + corners.length - 1) % corners.length];
      const b = corners[i];
      const c = corners[(i + 1) % corners.length];
      if (!a || !b || !c) continue;
      const loss = Math.abs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y));
      if (loss < least) {
        least = loss;
        at = i;
      }
    }
    corners.splice(at, 1);
  }
  return corners;
}

/** `INSIDE("embedding", 1.25, -3, ...)`: see docs/filters.md. */
export function areaCondition(column: string, area: Area): string {
  const numbers = area
    .flatMap(({ x, y }) => [x, y])
    .map((value) => String(Number(value.toFixed(3))));
  return `INSIDE(${quoteName(column)}, ${numbers.join(', ')})`;
}

/** The condition of `where` that is an area; "" for none. */
function areaClause(where: string): string {
  return chipsOf(where).find((chip) => /^INSIDE\s*\(/i.test(chip.text.trim()))?.text ?? '';
}

/** The area that `where` names, if it does. */
export function areaOf(where: string): Area | null {
  const found = /\(\s*(?:"(?:[^"]|"")*"|\w+)\s*,([-\d.,\s]+)\)\s*$/.exec(areaClause(where));
  const numbers = found?.[1]?.split(',').map(Number) ?? [];
  if (numbers.length < 6 || numbers.length % 2 !== 0 || numbers.some(Number.isNaN)) return null;
  const area: Area = [];
  for (let i = 0; i < numbers.length; i += 2)
    area.push({ x: numbers[i] ?? 0, y: numbers[i + 1] ?? 0 });
  return area;
}

/** `where` with `condition` as its one area; "" takes the area away. */
export function withArea(where: string, condition: string): string {
  const clause = areaClause(where);
  const rest = clause ? removeCondition(where, clause) : where;
  return condition ? joinClauses([...splitClauses(rest), condition]) : rest;
}
