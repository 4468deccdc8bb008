// The answers of the server, as docs/api.md describes them. Nothing here is guessed: a field that
// the document does not name is not read.

/** Integers that a double would round are bigint (exact-json.ts). */
export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };
export type Row = Record<string, Json>;

export interface DatasetSummary {
  id: string;
  owner: string;
  name: string;
  pretty_name: string;
  description: string;
  num_rows: number;
  num_columns: number;
  num_bytes: number;
  imported_at: string;
  snapshot: string;
  license: string;
  tags: string[];
  columns: string[];
  /** What its columns hold: image, audio, video, document, text, tabular, vectors. */
  modalities: string[];
  /** Why it cannot be opened; absent where it can. */
  error?: string;
}

export interface DatasetList {
  version: string;
  datasets: DatasetSummary[];
}

export interface ImportJob {
  id: number;
  /** Its last part: papers.jsonl, hf://owner/name. */
  source: string;
  /** "local/papers"; empty until it is known. */
  dataset: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  error: string;
  stage: string;
  subject: string;
  rows: number;
  rows_total: number;
  bytes: number;
  bytes_total: number;
}

export interface ImportList {
  /** Whether this client may change the library. */
  allowed: boolean;
  /** Whether it may name files of the server's machine. */
  paths: boolean;
  /** Whether a token would let it change the library. */
  token_helps: boolean;
  /** Whether it may read what is saved. */
  notes: boolean;
  imports: ImportJob[];
}

/** How files are to be read, as docs/reading.md has it; what is left out is found by evidence. */
export interface ReadingOptions {
  delimiter?: string;
  header?: boolean;
  skiprows?: number;
  encoding?: string;
  date_format?: string;
  /** The member of a JSON document with the records. */
  field?: string;
  /** Types of single columns. */
  types?: Record<string, string>;
  /** Columns of numbers that are vectors at any length. */
  vectors?: string[];
}

export interface ColumnPreview {
  name: string;
  type: string;
  num_nulls: number;
  /** Of the first rows, as text. */
  examples: string[];
}

/** What an import would make of one config. */
interface ConfigPreview {
  config: string;
  splits: { split: string; num_rows: number }[];
  columns: ColumnPreview[];
  /** A sentence a file. */
  files_read: string[];
  notices: string[];
}

export interface ImportPreview {
  /** What the dataset would be called. */
  dataset: string;
  configs: ConfigPreview[];
}

interface Card {
  pretty_name: string;
  license: string;
  tags: string[];
  languages: string[];
  /** What it shows of the files beside it, as paths. */
  pictures: string[];
  markdown: string;
}

interface ParquetFile {
  filename: string;
  size: number;
  url: string;
}

export interface Split {
  split: string;
  num_rows: number;
  num_columns: number;
  num_bytes_parquet_files: number;
  parquet_files: ParquetFile[];
}

export interface Config {
  config: string;
  splits: Split[];
}

export interface Dataset {
  id: string;
  owner: string;
  name: string;
  snapshot: string;
  imported_at: string;
  origin: string;
  num_bytes_original: number;
  num_bytes: number;
  num_rows: number;
  downloads_last_month: number;
  modalities: string[];
  card: Card | null;
  configs: Config[];
  /** How the files of each config were read, in words. */
  reading: { config: string; files_read: string[]; notices: string[] }[];
}

export interface Histogram {
  hist: number[];
  /** One more than `hist`; text for columns of dates. Bins are [a, b), the last one [a, b]. */
  bin_edges: (number | string)[];
}

export interface Statistics {
  nan_count?: number;
  nan_proportion?: number;
  min?: number | string | null;
  max?: number | string | null;
  mean?: number | string | null;
  median?: number | string | null;
  std?: number | string | null;
  histogram?: Histogram | null;
  n_unique?: number;
  frequencies?: Record<string, number>;
  no_label_count?: number;
}

interface VectorFacts {
  dimension: number;
  norm_min: number | null;
  norm_max: number | null;
  norm_mean: number | null;
  n_zero: number;
  n_not_finite: number;
}

interface ColumnExtra {
  n_distinct?: number;
  n_empty?: number;
  n_infinite?: number;
  /** Of integers that span at most 30 values: each value and how often it is there. */
  counts?: [number, number][];
  members?: { total: number; n_distinct: number; most_frequent: [Json, number][] };
  vector?: VectorFacts;
  /** Of days without a time, which have no statistics in the Hub's form. */
  date?: Statistics;
  /** Of pictures and recordings: files that could not be measured; of pictures, what else their headers say. */
  n_broken?: number;
  formats?: Record<string, number>;
  height?: Statistics;
}

/** Words among vectors of an unknown model, judged on rows held out. */
export interface Projection {
  use: 'default' | 'when_named' | 'never';
  mrr: number;
  text_mrr: number;
}

export interface Column {
  name: string;
  /** The type as one phrase: "string", "list of string", "vector of 768 float32". */
  type: string;
  /** The Hub's JSON form of the type. */
  feature: Json;
  /** What its values are; absent where the server does not say. */
  kind?: string;
  role: string;
  column_type: string | null;
  statistics: Statistics | null;
  extra: ColumnExtra;
  /** Of vectors: how well words find rows among them; absent where the server does not say. */
  projection?: Projection | null;
  /** Of a column that people have added to the data. */
  label?: Label | null;
}

export interface Label {
  name: string;
  kind: 'choice' | 'text' | 'number';
  choices: string[];
  num_values: number;
  /** Values whose rows are no longer in the data. */
  num_lost: number;
}

export interface Columns {
  num_rows: number;
  may_label?: boolean;
  /** Why the labels are not among the columns. */
  labels_error?: string;
  columns: Column[];
}

/** A value, or its best piece, with the matched parts: half-open, in UTF-16 units of `text`. */
export interface HighlightedText {
  text: string;
  spans: [number, number][];
  /** Where the piece begins in the value. */
  start?: number;
  /** Which member of a list it is. */
  item?: number;
}

/** A share of a column's values, and where it ends. */
export type Quantile = [number, number | string];

/** What the rows of a result have in one column. */
export interface FacetAnswer {
  missing: number;
  /** null, and no values: nearly every row has another one. */
  distinct: number | null;
  values: { value: Json; count: number }[];
  /** Over the bins of the whole split's statistics. */
  histogram?: Histogram | null;
  quantiles?: Quantile[];
}

/** A word that no row has, and the one that was searched for instead. */
export interface Correction {
  word: string;
  term: string;
}

export interface Hit {
  row_idx: number;
  /** Higher is better; null where there was nothing to rank by. */
  score: number | null;
  row: Row;
  /** What a cell shows of its vectors, where they were asked for. */
  vectors?: Record<string, VectorSketch | null>;
  highlights: Record<string, HighlightedText[]>;
  why: Why | null;
}

export type Why = { terms?: string[] } & Record<string, Json>;

export interface SearchAnswer {
  total: number;
  num_rows: number;
  took_ms: number;
  hits: Hit[];
  facets?: Record<string, FacetAnswer>;
  corrections?: Correction[];
  /** The legs that were used. */
  mode?: string;
  /** How many of the total have not the words and are near to them in meaning. */
  near?: number;
  /** What was compared by meaning, and why that is less than it could be. */
  meaning?: string;
  /** Where it is 'model', which one encoded the words: the address that they were sent to, or one of the server's machine. */
  meaning_model?: string | null;
  meaning_off?: string | null;
}

export interface VectorValue {
  dimension: number;
  norm: number | null;
  values?: (number | null)[];
  /** In the place of values where there is no server to ask: see VectorSketch. */
  sketch?: number[];
}

export interface VectorSketch {
  dimension: number;
  norm: number | null;
  /** From -100 to 100, the extreme of each part. */
  sketch: number[];
}

export interface RowAnswer {
  row_idx: number;
  num_rows: number;
  row: Row;
  vectors: Record<string, VectorValue | null>;
  /** What names the row by what it holds; absent where there is no server. */
  identity?: string;
}
