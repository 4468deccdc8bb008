// Input made at random for tests, the same for the same seed: a failure names its seed.

export class Random {
  constructor(private state: number) {}

  /** 0 to `most` - 1. Source: "mulberry32", T. Ettinger. */
  below(most: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * most);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  /** Whether one of so many times. */
  once(in_: number): boolean {
    return this.below(in_) === 0;
  }

  /** Up to `most` of them, in any order and any number of times. */
  some<T>(from: readonly T[], most: number): T[] {
    return from.length === 0
      ? []
      : Array.from({ length: this.below(most + 1) }, () => this.pick(from));
  }

  /** Letters, digits and what means something to addresses, SQL, JSON and regular expressions. */
  text(most = 8): string {
    const kPieces = [
      'a',
      'B',
      '7',
      ' ',
      "'",
      '"',
      '&',
      '=',
      '%',
      '+',
      '#',
      '?',
      '/',
      '\\',
      '(',
      ')',
      ',',
      ';',
      'é',
      '数',
      '\u{1F680}',
      '.',
      '-',
      '$',
      '*',
      '\n',
    ];
    return this.some(kPieces, most).join('');
  }
}

/** Calls `test` with each seed; an error says which it was. */
export function forSeeds(count: number, test: (random: Random, seed: number) => void): void {
  for (let seed = 1; seed <= count; seed += 1) {
    try {
      test(new Random(seed), seed);
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
}
