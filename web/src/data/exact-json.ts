// JSON with every integer as it was written. JSON.parse reads numbers as doubles, which above 2^53 skip
// integers: 1234567890123456789 would become ...800. Such integers are read as bigint here, and written
// again as what they were.

/** No text of the data begins so: chosen anew by every page, by chance. */
const kMark = `exact:${Math.random().toString(36).slice(2)}:`;

/** What may be an integer that a double rounds: sixteen digits or more, with nothing behind them. */
const kLong = /\d{16}/;
const kTokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Errors: as JSON.parse(). Cost: as JSON.parse() where no long number stands in `text`. */
export function parseExact(text: string): unknown {
  if (!kLong.test(text)) return JSON.parse(text);
  let marked = false;
  const source = text.replace(kTokens, (token) => {
    if (!/^-?\d{16,}$/.test(token) || Number.isSafeInteger(Number(token))) return token;
    marked = true;
    return `"${kMark}${token}"`;
  });
  if (!marked) return JSON.parse(text);
  return JSON.parse(source, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(kMark)
      ? BigInt(value.slice(kMark.length))
      : value,
  );
}

/** As JSON.stringify(), with a bigint as the number it is. */
export function exactText(value: unknown, indent?: number): string {
  let marked = false;
  const text = JSON.stringify(
    value,
    (_key, one: unknown) => {
      if (typeof one !== 'bigint') return one;
      marked = true;
      return `${kMark}${one}`;
    },
    indent,
  );
  return marked ? text.replace(new RegExp(`"${kMark}(-?\\d+)"`, 'g'), '$1') : text;
}
