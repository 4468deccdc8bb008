// Keys that lead into the table from where the focus is: down from the search box to the rows, and G to
// a row by its number from anywhere but a field that takes letters.

const kFields = 'input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]';

type Asked = 'rows' | 'number';

/** What a key asks of the table; null: nothing. */
function askedBy(event: KeyboardEvent): Asked | null {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  if (!(target instanceof Element)) return null;
  if (target.matches('[data-search-box]'))
    return key === 'ArrowDown' && !event.shiftKey ? 'rows' : null;
  if (target.matches(kFields) || target.closest('[role=dialog]')) return null;
  return key.toLowerCase() === 'g' ? 'number' : null;
}

export function outsideKeys(ways: Record<Asked, () => void>): (event: KeyboardEvent) => void {
  return (event) => {
    const asked = event.defaultPrevented ? null : askedBy(event);
    if (asked === null) return;
    event.preventDefault();
    ways[asked]();
  };
}
