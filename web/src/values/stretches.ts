// Which turns of a long conversation are shown: half-open stretches in order, with gaps between them.

export type Stretch = [from: number, to: number];

const kFirst = 50;
/** Where something was found, so many turns at the beginning do. */
const kFirstBesideFound = 4;
const kMostFound = 20;
const kOpened = 200;

/** `found`: in order. All turns where they are few. */
export function stretches(total: number, found: number[]): Stretch[] {
  if (total <= kFirst) return [[0, total]];
  const beyond = found.some((at) => at >= kFirst);
  const wanted: Stretch[] = [
    [0, beyond ? kFirstBesideFound : kFirst],
    ...(beyond ? found.slice(0, kMostFound) : []).map((at): Stretch => [at - 1, at + 2]),
  ];
  return joined(wanted.map(([from, to]) => [Math.max(0, from), Math.min(total, to)]));
}

/** The gap behind stretch `i` opens, by some turns. */
export function opened(shown: Stretch[], i: number, total: number): Stretch[] {
  return joined(shown.map(([from, to], k) => [from, k === i ? Math.min(total, to + kOpened) : to]));
}

/** Those that touch become one. */
function joined(parts: Stretch[]): Stretch[] {
  const whole: Stretch[] = [];
  for (const [from, to] of parts) {
    const last = whole[whole.length - 1];
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else whole.push([from, to]);
  }
  return whole;
}
