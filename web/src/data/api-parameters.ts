// What each question to the server can be asked with, made from src/ask/parameters.cc: edit that, then
//   VITRINE_UPDATE=1 VITRINE_SOURCE_DIR=$PWD build/test/src/ask/ask_test --gtest_filter='PageTypes.*'

export interface ApiParameters {
  search: {
    /** Of the dataset; by default the first. */
    config?: string;
    /** Of the config; by default the first. */
    split?: string;
    /** Words, "phrases", -not, title:word, year:2020..2024, word*. */
    q?: string;
    /** 1: the last word may be the beginning of a longer one. */
    typing?: 0 | 1 | boolean;
    /** By words and meaning, by words, or by meaning. */
    mode?: 'hybrid' | 'keyword' | 'semantic';
    /** Rows to find more of: their numbers. */
    like?: string | number[];
    /** Rows to find less of. */
    dislike?: string | number[];
    /** A query vector. */
    vector?: string | number[];
    /** The vector column that is meant; by default the first. */
    column?: string;
    /** Condition, such as: year >= 2020 AND 'Name' IN authors. */
    where?: string;
    /** Sort keys instead of relevance, such as: year desc, title. */
    sort?: string;
    /** Columns to count the values of, among all rows that match. */
    facets?: string | string[];
    /** Values per facet; by default 10, at most 1000. */
    facet_limit?: number;
    /** Columns to show; by default all but the vectors. */
    columns?: string | string[];
    /** Show of each row's vectors a sketch. */
    vectors?: 'none' | 'sketch';
    /** Of pictures, sound and films: their bytes, or where those are. */
    media?: 'bytes' | 'address';
    /** 0: do not show where the words are. */
    highlights?: 0 | 1 | boolean;
    /** Rows at most; by default 100, at most 10000. */
    limit?: number;
    /** Rows to leave out first. */
    offset?: number;
    /** Of the answer; a file holds up to 200,000 rows. */
    format?: 'json' | 'parquet';
  };
  facets: {
    /** Of the dataset; by default the first. */
    config?: string;
    /** Of the config; by default the first. */
    split?: string;
    /** Words, "phrases", -not, title:word, year:2020..2024, word*. */
    q?: string;
    /** 1: the last word may be the beginning of a longer one. */
    typing?: 0 | 1 | boolean;
    /** By words and meaning, by words, or by meaning. */
    mode?: 'hybrid' | 'keyword' | 'semantic';
    /** Rows to find more of: their numbers. */
    like?: string | number[];
    /** Rows to find less of. */
    dislike?: string | number[];
    /** A query vector. */
    vector?: string | number[];
    /** The vector column that is meant; by default the first. */
    column?: string;
    /** Condition, such as: year >= 2020 AND 'Name' IN authors. */
    where?: string;
    /** Columns to count the values of, among all rows that match. */
    facets?: string | string[];
    /** Values per facet; by default 10, at most 1000. */
    facet_limit?: number;
    /** 1: the quantiles of numbers, dates and lengths too. */
    quantiles?: 0 | 1 | boolean;
  };
  recommend: {
    /** Of the dataset; by default the first. */
    config?: string;
    /** Of the config; by default the first. */
    split?: string;
    /** Rows to find more of: their numbers. */
    like?: string | number[];
    /** Rows to find less of. */
    dislike?: string | number[];
    /** A query vector. */
    vector?: string | number[];
    /** The vector column that is meant; by default the first. */
    column?: string;
    /** Condition, such as: year >= 2020 AND 'Name' IN authors. */
    where?: string;
    /** Sort keys instead of relevance, such as: year desc, title. */
    sort?: string;
    /** Columns to count the values of, among all rows that match. */
    facets?: string | string[];
    /** Values per facet; by default 10, at most 1000. */
    facet_limit?: number;
    /** Columns to show; by default all but the vectors. */
    columns?: string | string[];
    /** Show of each row's vectors a sketch. */
    vectors?: 'none' | 'sketch';
    /** Of pictures, sound and films: their bytes, or where those are. */
    media?: 'bytes' | 'address';
    /** Rows at most; by default 10, at most 100. */
    limit?: number;
    /** Rows to leave out first. */
    offset?: number;
  };
  similar: {
    /** Of the dataset; by default the first. */
    config?: string;
    /** Of the config; by default the first. */
    split?: string;
    /** The vector column that is meant; by default the first. */
    column?: string;
    /** Condition, such as: year >= 2020 AND 'Name' IN authors. */
    where?: string;
    /** Sort keys instead of relevance, such as: year desc, title. */
    sort?: string;
    /** Columns to count the values of, among all rows that match. */
    facets?: string | string[];
    /** Values per facet; by default 10, at most 1000. */
    facet_limit?: number;
    /** Columns to show; by default all but the vectors. */
    columns?: string | string[];
    /** Show of each row's vectors a sketch. */
    vectors?: 'none' | 'sketch';
    /** Of pictures, sound and films: their bytes, or where those are. */
    media?: 'bytes' | 'address';
    /** Rows at most; by default 10, at most 100. */
    limit?: number;
    /** Rows to leave out first. */
    offset?: number;
  };
  row: {
    /** Of the dataset; by default the first. */
    config?: string;
    /** Of the config; by default the first. */
    split?: string;
    /** Of pictures, sound and films: their bytes, or where those are. */
    media?: 'bytes' | 'address';
    /** 0: without the numbers of vectors. */
    vectors?: 0 | 1 | boolean;
  };
  medium: {
    /** Of the dataset; by default the first. */
    config?: string;
    /** Of the config; by default the first. */
    split?: string;
    /** The column that holds the file. */
    field?: string;
    /** That the file is of: the answer can be kept. */
    snapshot?: string;
  };
  thumbnail: {
    /** Of the dataset; by default the first. */
    config?: string;
    /** Of the config; by default the first. */
    split?: string;
    /** The column that holds the file. */
    field?: string;
    /** That the file is of: the answer can be kept. */
    snapshot?: string;
    /** Pixels of the longest side, at most. */
    size?: '256' | '64' | '128' | '512' | '1024' | '2048';
  };
  fileThumbnail: {
    /** That the file is of: the answer can be kept. */
    snapshot?: string;
    /** Pixels of the longest side, at most. */
    size?: '256' | '64' | '128' | '512' | '1024' | '2048';
  };
  findRow: {
    /** Of the dataset; by default the first. */
    config?: string;
    /** Of the config; by default the first. */
    split?: string;
    /** What names the row, as a row's answer has it. */
    identity?: string;
  };
  columns: {
    /** Of the dataset; by default the first. */
    config?: string;
    /** Of the config; by default the first. */
    split?: string;
  };
  map: {
    /** Of the dataset; by default the first. */
    config?: string;
    /** Of the config; by default the first. */
    split?: string;
    /** The vector column that is meant; by default the first. */
    column?: string;
  };
  sql: {
    /** Of the dataset; by default the first. */
    config?: string;
    /** Rows at most; by default 1000, at most 10000. */
    limit?: number;
    /** One SELECT; each split is a table of its name. */
    sql?: string;
    /** Of the answer; a file holds all rows. */
    format?: 'json' | 'csv' | 'jsonl' | 'parquet';
  };
}
