// A list of numbers as a line.

/** Points beyond these are more than a cell or a panel has pixels. */
const kMostPoints = 400;

/**
 * The path of a line over `width` by `height`, from the least value at the bottom to the greatest. What is missing
 * or not finite is a gap. Of long lists each part gives its least and its greatest, so that no peak is lost.
 */
export function linePath(
  values: (number | bigint | null)[],
  width: number,
  height: number,
): string {
  const numbers = values.map((value) => (value === null ? NaN : Number(value)));
  const finite = numbers.filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const high = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  const x = (i: number) => (i / Math.max(1, numbers.length - 1)) * width;
  const y = (value: number) =>
    high === low ? height / 2 : height - ((value - low) / (high - low)) * height;
  let path = '';
  let isDown = false;
  for (const i of shownPlaces(numbers)) {
    const value = numbers[i] ?? NaN;
    if (!Number.isFinite(value)) {
      isDown = false;
      continue;
    }
    path += `${isDown ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    // A number between gaps is a dot: a line of no length with round ends.
    if (!isDown) path += 'h0';
    isDown = true;
  }
  return path;
}

/** Ascending. */
function shownPlaces(numbers: number[]): number[] {
  if (numbers.length <= kMostPoints) return numbers.map((_, i) => i);
  const part = Math.ceil(numbers.length / (kMostPoints / 2));
  const places: number[] = [];
  for (let from = 0; from < numbers.length; from += part) {
    let [least, most] = [from, from];
    for (let i = from; i < Math.min(from + part, numbers.length); i += 1) {
      const value = numbers[i] ?? NaN;
      if (value < (numbers[least] ?? NaN) || Number.isNaN(numbers[least])) least = i;
      if (value > (numbers[most] ?? NaN) || Number.isNaN(numbers[most])) most = i;
    }
    places.push(...(least === most ? [least] : [Math.min(least, most), Math.max(least, most)]));
  }
  return places;
}
