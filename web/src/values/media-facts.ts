// What the headers of a column's pictures, recordings or films say, in words for its panel.

import type { Column } from '../data/api-types';
import { count } from '../ui/format';

export function mediaFacts(column: Column): [string, string][] {
  const { height, formats, n_broken: broken } = column.extra;
  const facts: [string, string][] = [];
  if (column.column_type === 'image') facts.push(['of', 'widths in pixels']);
  if (column.column_type === 'audio' || column.column_type === 'video')
    facts.push(['of', 'durations in seconds']);
  if (typeof height?.min === 'number' && typeof height.max === 'number')
    facts.push([
      'height',
      height.min === height.max
        ? `all ${count(height.min)}`
        : `${count(height.min)} – ${count(height.max)}`,
    ]);
  if (formats)
    facts.push([
      'format',
      Object.entries(formats)
        .sort((a, b) => b[1] - a[1])
        .map(([format, rows]) => `${format} ${count(rows)}`)
        .join(', '),
    ]);
  if (broken) facts.push(['not readable', count(broken)]);
  return facts;
}
