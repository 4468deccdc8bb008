// What is saved as files: papers as other programs cite them, rows of any dataset with their columns.

import type { Column, Row } from '../data/api-types';
import { csvField, csvLine } from '../data/export';
import { isVector } from '../data/column-kind';
import { bibtex, citationsCsv, markdownList, ris, type Citation } from './citations';
import type { ReadingEntry } from './reading-list.svelte';

/** One saved row; `row` is null where the data has it no longer. */
export interface SavedRow {
  entry: ReadingEntry;
  columns: Column[];
  row: Row | null;
  citation: Citation;
}

export interface SavedFormat {
  name: string;
  ending: string;
  type: string;
  write: (rows: SavedRow[]) => string;
}

const kWritten = ['saved_row', 'saved_folder', 'saved_tags', 'saved_status', 'saved_rating'];

/** Every column of the rows but vectors, then what the reader wrote. */
export function savedCsv(rows: SavedRow[]): string {
  const names = new Set(
    rows.flatMap(({ columns }) => columns.filter((one) => !isVector(one)).map(({ name }) => name)),
  );
  const all = [...names, ...kWritten, 'saved_note'];
  const lines = rows.map(({ entry, row }) =>
    csvLine(
      {
        ...row,
        saved_row: entry.now,
        saved_folder: entry.folder,
        saved_tags: entry.tags.join('; '),
        saved_status: entry.status,
        saved_rating: entry.rating === 0 ? null : entry.rating,
        saved_note: entry.note,
      },
      all,
    ),
  );
  return [all.map(csvField).join(',') + '\r\n', ...lines].join('');
}

const cited = (write: (all: Citation[]) => string) => (rows: SavedRow[]) =>
  write(rows.map(({ citation }) => citation));

const kMarkdown: SavedFormat = {
  name: 'Markdown',
  ending: 'md',
  type: 'text/markdown;charset=utf-8',
  write: cited(markdownList),
};
const kCsv = { name: 'CSV', ending: 'csv', type: 'text/csv;charset=utf-8' };

const kPaperFormats: SavedFormat[] = [
  { name: 'BibTeX', ending: 'bib', type: 'application/x-bibtex', write: cited(bibtex) },
  { name: 'RIS', ending: 'ris', type: 'application/x-research-info-systems', write: cited(ris) },
  { ...kCsv, write: cited(citationsCsv) },
  kMarkdown,
];

export function formatsOf(arePapers: boolean): SavedFormat[] {
  return arePapers ? kPaperFormats : [{ ...kCsv, write: savedCsv }, kMarkdown];
}
