// DuckDB's SELECT as the editor knows it: what it colours and what it offers to complete. The general
// dialects of CodeMirror know hundreds of words of DDL that a query here can never use.

import type { Completion } from '@codemirror/autocomplete';
import { SQLDialect } from '@codemirror/lang-sql';

const keywords =
  'all and anti any as asc asof between both by case cast collate columns cross cube current desc ' +
  'describe distinct else end escape except exclude exists false fetch filter first following for ' +
  'from full glob group grouping groups having if ignore ilike in inner intersect interval is join ' +
  'lateral left like limit materialized natural no not null nulls offset on or order ordinality outer ' +
  'over partition percent pivot positional preceding qualify range recursive rename repeatable replace ' +
  'respect right rollup row rows sample select semi sets similar some summarize tablesample then ties ' +
  'to true try_cast unbounded union unpivot using values when where window with within';

const types =
  'bigint blob bool boolean date decimal double float hugeint int integer json real smallint time ' +
  'timestamp timestamptz tinyint ubigint uinteger usmallint utinyint uuid varchar text';

const functions =
  'abs any_value approx_count_distinct approx_quantile arg_max arg_min array_agg avg bit_length ceil ' +
  'coalesce concat concat_ws contains corr cosine_similarity count count_if covar_samp cume_dist ' +
  'date_diff date_part date_trunc dense_rank ends_with entropy exp extract first_value flatten floor ' +
  'format generate_series greatest histogram ifnull json_extract json_extract_string kurtosis lag ' +
  'last_value lead least left len length levenshtein list_aggregate list_contains list_cosine_similarity ' +
  'list_distance list_distinct list_filter list_has_any list_inner_product list_reduce list_slice ' +
  'list_sort list_transform list_unique ln log log10 lower lpad mad max max_by md5 median min min_by ' +
  'mod mode nth_value ntile nullif percent_rank power product quantile_cont quantile_disc rank ' +
  'regexp_extract regexp_extract_all regexp_matches regexp_replace repeat reverse right ' +
  'round row_number rpad rtrim sign skewness split_part sqrt starts_with stddev strftime string_agg ' +
  'string_split strip_accents strlen strptime substring sum trim trunc typeof unnest upper var_samp year';

export const duckdb = SQLDialect.define({
  keywords,
  types,
  builtin: functions,
  doubleDollarQuotedStrings: true,
  operatorChars: '+-*/<>=~!@%^&|?:',
  caseInsensitiveIdentifiers: true,
});

const functionNames = new Set(functions.split(' '));

/** A word of the dialect as it is offered: keywords in capitals, functions with their bracket. */
export function offered(word: string, type: string): Completion {
  if (functionNames.has(word))
    return { label: word, type: 'function', apply: `${word}(`, boost: -1 };
  const label = word.toUpperCase();
  return { label, type: type === 'type' ? 'type' : 'keyword', boost: -2 };
}
