// What a row is called where only a line is free: by its title, else by its first text, else by its number.

import type { Column, Row } from '../data/api-types';
import { cellKind, classNames } from '../data/column-kind';
import { count } from '../ui/format';

const kMostChars = 160;

export function rowName(columns: Column[], row: Row, index: number): string {
  const texts = columns.filter(
    (column) => !classNames(column) && !column.label && typeof row[column.name] === 'string',
  );
  const named = [
    ...texts.filter((column) => column.role === 'title'),
    ...texts.filter((column) => cellKind(column) === 'text'),
  ];
  for (const column of named) {
    const text = String(row[column.name]).replace(/\s+/g, ' ').trim();
    if (text !== '') return text.length > kMostChars ? `${text.slice(0, kMostChars - 1)}…` : text;
  }
  return `Row ${count(index)}`;
}
