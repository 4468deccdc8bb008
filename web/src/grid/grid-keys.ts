// Where a key moves the active cell. Row -1 is the header.

export interface CellPlace {
  row: number;
  column: number;
}

interface GridSize {
  rows: number;
  columns: number;
  /** Rows that PageUp and PageDown move by. */
  page: number;
}

interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** The new place; null for a key that moves nothing. */
export function moveCell(from: CellPlace, key: Key, size: GridSize): CellPlace | null {
  if (key.altKey || size.columns === 0) return null;
  const far = key.ctrlKey || key.metaKey;
  const lastRow = size.rows - 1;
  const lastColumn = size.columns - 1;
  const at = (row: number, column: number): CellPlace => ({
    row: Math.min(Math.max(row, -1), lastRow),
    column: Math.min(Math.max(column, 0), lastColumn),
  });
  switch (key.key) {
    case 'ArrowUp':
      return at(far ? 0 : from.row - 1, from.column);
    case 'ArrowDown':
      return at(far ? lastRow : from.row + 1, from.column);
    case 'ArrowLeft':
      return at(from.row, far ? 0 : from.column - 1);
    case 'ArrowRight':
      return at(from.row, far ? lastColumn : from.column + 1);
    case 'PageUp':
      return at(Math.max(0, from.row - size.page), from.column);
    case 'PageDown':
      return at(from.row + size.page, from.column);
    case 'Home':
      return at(far ? 0 : from.row, 0);
    case 'End':
      return at(far ? lastRow : from.row, lastColumn);
    default:
      return null;
  }
}

type HeaderAction = 'sort' | 'menu' | 'left' | 'right' | 'narrower' | 'wider' | 'pin';

/** What a key does with a column while its header is active; null: nothing. */
export function headerAction({
  key,
  shiftKey,
  ctrlKey,
  metaKey,
}: Key & { shiftKey: boolean }): HeaderAction | null {
  if (key === 'Enter') return 'sort';
  if (key === ' ') return 'menu';
  if (key === 'p' && !ctrlKey && !metaKey) return 'pin';
  if (!shiftKey) return null;
  if (key === 'ArrowLeft') return ctrlKey ? 'left' : 'narrower';
  if (key === 'ArrowRight') return ctrlKey ? 'right' : 'wider';
  return null;
}
