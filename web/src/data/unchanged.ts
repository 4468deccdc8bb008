// Equality of what is asked. A view is made anew from every address, so that two questions that are the
// same one are different objects; what asks keeps the first of them.

/** Whether two values of plain data (primitives, arrays, records) say the same. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return (
    keys.length === others.length &&
    keys.every((key) => key in right && same(left[key], right[key]))
  );
}

/** `make`, but as long as its answer says the same, the same object. */
export function unchanged<T>(make: () => T): () => T {
  let kept: { value: T } | null = null;
  return () => {
    const value = make();
    if (!kept || !same(kept.value, value)) kept = { value };
    return kept.value;
  };
}
