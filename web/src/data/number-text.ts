// Numbers as text, never another number than they are: every digit that tells a value from its
// neighbours is written. Headers and counts, which say about how many, use ui/format.ts.

const kFewestDecimals = new Map<number, Intl.NumberFormat>();
/** As many as every browser's format writes; a number with more is written with an exponent. */
const kMostDecimals = 20;
/** Below this, and from kHuge on, a number is read better with an exponent. */
const kTiny = 1e-6;
const kHuge = 1e15;

function formatOf(decimals: number, useGrouping: boolean): Intl.NumberFormat {
  const key = decimals * 2 + (useGrouping ? 1 : 0);
  const known = kFewestDecimals.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(undefined, {
    useGrouping,
    minimumFractionDigits: decimals,
    maximumFractionDigits: kMostDecimals,
  });
  kFewestDecimals.set(key, made);
  return made;
}

/** `decimals`: as many at least; `grouped`: 92,299 or 92299. */
export function numberText(value: number | bigint, decimals = 0, grouped = true): string {
  if (typeof value === 'bigint') return formatOf(0, grouped).format(value);
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const isLong = size >= kHuge && !Number.isSafeInteger(value);
  if (size !== 0 && (size < kTiny || isLong || decimalsOf(value) > kMostDecimals))
    return exponentText(value);
  return formatOf(decimals, grouped).format(value);
}

/** 1e-7, 1.25e+300: the shortest digits that are this number. */
function exponentText(value: number): string {
  return value.toExponential().replace('.', decimalPoint());
}

function decimalPoint(): string {
  const parts = formatOf(1, false).formatToParts(0.5);
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
}

/** Decimals that a number is written with: 21.5 has one, 1e-7 none, being written otherwise. */
export function decimalsOf(value: number): number {
  const text = String(value);
  if (text.includes('e')) return 0;
  return text.length - (text.includes('.') ? text.indexOf('.') + 1 : text.length);
}

/** More than these say more about how a value was computed than about a column. */
const kMostShared = 4;

/** How many decimals the numbers of a column share, so that they stand under each other. */
export function sharedDecimals(values: Iterable<unknown>): number {
  let most = 0;
  for (const value of values) {
    if (typeof value === 'number' && Number.isFinite(value)) {
      const decimals = decimalsOf(value);
      if (decimals > kMostShared) return 0;
      most = Math.max(most, decimals);
    }
  }
  return most;
}
