// Moments and durations as text. A moment with a zone is shown in the zone that the data tell it in, or
// in the reader's where the reader says so; one without is shown as it stands. All in ISO form: two
// readers of one link read one time, and it is as short as it is clear.

/** Where moments are told: as they are stored, or where the reader is. */
export type Zone = 'stored' | 'local';

const kMoment =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/;

const two = (value: number) => String(value).padStart(2, '0');

/** Text that is no moment comes back unchanged. */
export function momentText(text: string, zone: Zone = 'stored'): string {
  const match = kMoment.exec(text);
  if (!match) return text;
  const [, day = '', time, fraction = '', offset] = match;
  if (time === undefined) return day;
  const shown = fraction.replace(/\.?0+$/, '');
  if (offset === undefined) return `${day} ${time}${shown}`;
  const at = new Date(`${day}T${time}${isoOffset(offset)}`);
  if (Number.isNaN(at.getTime())) return text;
  return zone === 'stored'
    ? `${day} ${time}${shown}${isoOffset(offset)}`
    : `${localText(at)}${shown}${offsetText(at)}`;
}

/** Whether the text says in which zone it is. */
export function hasZone(text: string): boolean {
  return kMoment.exec(text)?.[4] !== undefined;
}

function isoOffset(offset: string): string {
  if (offset === 'Z') return 'Z';
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  return `${offset.charAt(0)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

function localText(at: Date): string {
  const day = `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** Of the reader's zone at that moment: +01:00. */
function offsetText(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

const kUnits: Record<string, bigint> = {
  s: 1n,
  ms: 1000n,
  us: 1_000_000n,
  ns: 1_000_000_000n,
};

/** So many `unit`s (s, ms, us, ns) as time: 1:30:00, 2 d 03:04:05.25, -0:00:01. */
export function durationText(value: number | bigint, unit: string): string {
  const perSecond = kUnits[unit];
  if (perSecond === undefined || (typeof value === 'number' && !Number.isInteger(value)))
    return String(value);
  const whole = BigInt(value);
  const size = whole < 0n ? -whole : whole;
  const seconds = size / perSecond;
  const rest = size % perSecond;
  const fraction =
    rest === 0n
      ? ''
      : `.${String(rest)
          .padStart(String(perSecond).length - 1, '0')
          .replace(/0+$/, '')}`;
  const days = seconds / 86_400n;
  const hours = Number((seconds / 3600n) % 24n);
  const clock = `${two(Number((seconds / 60n) % 60n))}:${two(Number(seconds % 60n))}${fraction}`;
  const time = days > 0n ? `${days} d ${two(hours)}:${clock}` : `${hours}:${clock}`;
  return whole < 0n ? `-${time}` : time;
}
