// Numbers, sizes and dates as people read them. Headers use short fixed forms (3.7k); everything else
// follows the reader's locale.

const plain = new Intl.NumberFormat(undefined, { maximumFractionDigits: 6 });
const ungrouped = new Intl.NumberFormat(undefined, {
  useGrouping: false,
  maximumFractionDigits: 6,
});
const percentage = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });

const scales: [number, string][] = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** Three significant digits at most: 42, 3.7k, 14.3k, 2.52k, -1.2M, 0.00123. */
export function compact(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  for (const [scale, suffix] of scales) {
    // 999.5 would round up to 1000 of the smaller unit.
    if (size >= scale * 0.9995) return `${trim(value / scale)}${suffix}`;
  }
  if (size !== 0 && size < 1e-4) return value.toExponential(1);
  return trim(value);
}

function trim(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** 92,299 in the reader's locale. */
export function count(value: number): string {
  return plain.format(value);
}

/** A number without thousands separators: years and identifiers. */
export function countPlain(value: number): string {
  return ungrouped.format(value);
}

/** 0.123 -> 12.3%; what is there but rounds to nothing is "<0.1%". */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return `<${percentage.format(0.001)}`;
  if (share < 1 && share > 0.999) return `>${percentage.format(0.999)}`;
  return percentage.format(share);
}

/** Decimal units, as disks and the Hub count: 35.1 MB. */
export function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = size / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${trim(value)} ${units[unit] ?? ''}`;
}

/** "1 row", "2 rows". */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** <0.1 ms, 0.4 ms, 12 ms, 1.3 s. */
export function duration(ms: number): string {
  if (ms < 0.05) return '<0.1 ms';
  if (ms >= 1000) return `${trim(ms / 1000)} s`;
  return `${ms >= 10 ? Math.round(ms) : Number(ms.toFixed(1))} ms`;
}

/**
 * A date or timestamp of the data in the reader's form. A timestamp without a zone is shown as it
 * stands, one with a zone in the reader's own. Text that is no date comes back unchanged.
 */
export function dateTime(text: string): string {
  const match =
    /^\d{4}-\d{2}-\d{2}(?:([T ])(\d{2}:\d{2}:\d{2}(?:\.\d+)?)(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
  if (!match) return text;
  const zone = match[3];
  const date = new Date(
    match[1] ? text.replace(' ', 'T') + (zone ? '' : 'Z') : `${text}T00:00:00Z`,
  );
  if (Number.isNaN(date.getTime())) return text;
  return new Intl.DateTimeFormat(undefined, {
    dateStyle: 'medium',
    ...(match[1] ? { timeStyle: 'medium' } : {}),
    ...(zone ? {} : { timeZone: 'UTC' }),
  }).format(date);
}

/** "3 hours ago"; `now` in milliseconds. */
export function ago(iso: string, now = Date.now()): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return iso;
  const seconds = Math.round((then - now) / 1000);
  const format = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  const steps: [number, Intl.RelativeTimeFormatUnit][] = [
    [31557600, 'year'],
    [2629800, 'month'],
    [86400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ];
  for (const [size, unit] of steps) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return 'just now';
}
