// A short split makes a class of every text column: ten titles are ten "classes" by the Hub's rule.
// Where that says nothing, the column is described by the lengths of its texts instead, which can be
// told exactly from the frequencies of the classes.

import type { Column, Statistics } from './api-types';

const textRoles = ['title', 'abstract', 'summary', 'keywords', 'link', 'arxiv_id', 'id'];
const kLongLabel = 32;
const kBins = 10;

/** The column itself, or the same column described as text. */
export function asText(column: Column): Column {
  if (column.column_type !== 'string_label' || !column.statistics?.frequencies) return column;
  if (column.label?.kind === 'choice') return column;
  const labels = Object.entries(column.statistics.frequencies);
  if (!readsAsText(column.role, labels)) return column;
  const statistics = lengthStatistics(column.statistics, labels);
  return { ...column, column_type: 'string_text', statistics };
}

function readsAsText(role: string, labels: [string, number][]): boolean {
  if (labels.length === 0) return false;
  if (textRoles.includes(role)) return true;
  const rows = labels.reduce((sum, [, n]) => sum + n, 0);
  if (labels.length > 3 && labels.length === rows) return true;
  const letters = labels.reduce((sum, [label]) => sum + label.length, 0);
  return letters / labels.length > kLongLabel && labels.length * 2 > rows;
}

function lengthStatistics(statistics: Statistics, labels: [string, number][]): Statistics {
  const lengths = labels.map(([label, rows]): [number, number] => [[...label].length, rows]);
  const min = Math.min(...lengths.map(([length]) => length));
  const max = Math.max(...lengths.map(([length]) => length));
  const rows = lengths.reduce((sum, [, n]) => sum + n, 0);
  const mean = lengths.reduce((sum, [length, n]) => sum + length * n, 0) / rows;
  const edges = binEdges(min, max);
  const hist = edges.slice(1).map(() => 0);
  for (const [length, n] of lengths) {
    const bin = Math.max(0, edges.slice(1, -1).filter((edge) => edge <= length).length);
    hist[bin] = (hist[bin] ?? 0) + n;
  }
  return {
    ...(statistics.nan_count === undefined ? {} : { nan_count: statistics.nan_count }),
    ...(statistics.nan_proportion === undefined
      ? {}
      : { nan_proportion: statistics.nan_proportion }),
    min,
    max,
    mean: Number(mean.toFixed(5)),
    histogram: { hist, bin_edges: edges },
  };
}

/** The Hub's bins for whole numbers: at most ten, the last edge being the maximum. */
export function binEdges(min: number, max: number): number[] {
  if (min === max) return [min, max];
  const step = Math.ceil((max - min + 1) / kBins);
  const edges: number[] = [];
  for (let edge = min; edge < max; edge += step) edges.push(edge);
  edges.push(max);
  return edges;
}
