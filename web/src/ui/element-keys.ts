// Keys for a list whose items come and go quickly, as rows in a fast scroll and hits while one types. An item that
// stays keeps its element; a new one takes the element of one that is gone, and is written into it: that costs a
// third of making it anew. So what an element remembers of its item has to be named after the item.

/** Gives the keys for the next items, each of which is there once. */
export function elementKeys(): (items: number[]) => number[] {
  let before = new Map<number, number>();
  let made = 0;
  return (items) => {
    const staying = new Set(items);
    const free = [...before].filter(([item]) => !staying.has(item)).map(([, key]) => key);
    before = new Map(
      items.map((item) => [item, before.get(item) ?? free.shift() ?? (made += 1)] as const),
    );
    return [...before.values()];
  };
}
