// Apart from what reads TeX, which is fetched with the first text that has some.

/** Whether there may be something to draw in a text: cheap, and never wrong where there is. */
export function mayHaveTex(text: string): boolean {
  return /\$.|\\[a-z([%&_#"'`^~]|\(cid:1/s.test(text);
}
