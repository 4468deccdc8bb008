// Columns whose values are vectors in another form: numbers in a text, as JSON or as numpy prints
// them, float32 numbers as bytes or base64, lists of small integers, and lists of one list. They
// become vectors where every value of every split is one, of one length.

#include <algorithm>
#include <cctype>

#include "duck/types.h"
#include "ingest/source_columns.h"

namespace vitrine::ingest {
namespace {

constexpr std::int64_t kLeastWanted = 2;
constexpr std::int64_t kMaxLength = 65'536;
constexpr std::size_t kSampleRows = 20;
/// Of 16 float32 numbers; fewer are as likely a key or a hash.
constexpr std::size_t kLeastBytes = schema::kLeastVectorLength * sizeof(float);

enum class Form { kNumbers, kBase64, kBytes, kIntegers, kOneRow };

/// A column that may hold vectors, and what its rows say.
struct Candidate {
  std::size_t column = 0;
  Form form = Form::kNumbers;
  bool is_wanted = false;  ///< By --vector or the card.
  bool is_named = false;   ///< Wanted, or called embedding.
  std::uint64_t values = 0;
  std::uint64_t vectors = 0;
  std::int64_t low = INT64_MAX;
  std::int64_t high = 0;
  bool is_odd = false;  ///< Some number is missing, not finite, or no likely one.
  bool fits_float32 = true;
  bool has_fraction = false;  ///< Texts of whole numbers are counts and codes.
};

bool is_list_of(const schema::Feature& type, bool (*is_item)(const schema::Feature&)) {
  return type.kind == schema::Feature::Kind::kList && is_item(type.item());
}

bool is_number(const schema::Feature& type) {
  return type.is_integer() || type.is_float();
}

bool is_byte(const schema::Feature& type) {
  return type.is_value("int8") || type.is_value("uint8");
}

/// The form in which the type may hold vectors by itself. Integers of more than a byte are counts
/// and codes unless the column's name says otherwise.
std::optional<Form> form_of(const schema::Feature& type, bool is_named) {
  if (type.is_text()) return Form::kNumbers;
  if (type.is_value("binary")) return Form::kBytes;
  if (is_list_of(type, [](const schema::Feature& item) { return is_list_of(item, is_number); }))
    return type.item().item().is_float() || is_named ? std::optional(Form::kOneRow) : std::nullopt;
  if (is_list_of(type, [](const schema::Feature& item) { return item.is_integer(); }))
    return is_byte(type.item()) || is_named ? std::optional(Form::kIntegers) : std::nullopt;
  return std::nullopt;
}

/// The value as DOUBLE[] or FLOAT[]; null where it is no vector.
std::string numbers_sql(const std::string& value, Form form) {
  switch (form) {
    case Form::kNumbers:
      return "TRY_CAST('[' || regexp_replace(trim(" + value +
             ", e'[] \\t\\r\\n'), '[,;\\s]+', ',', 'g') || ']' AS DOUBLE[])";
    case Form::kBase64:
      return "vitrine_base64_floats(trim(" + value + "))";
    case Form::kBytes:
      return "vitrine_floats(" + value + ")";
    case Form::kIntegers:
      return "CAST(" + value + " AS DOUBLE[])";
    case Form::kOneRow:
      return "CASE WHEN len(" + value + ") = 1 THEN CAST(" + value + "[1] AS DOUBLE[]) END";
  }
  return value;
}

bool looks_like_numbers(std::string_view text) {
  const std::size_t first = text.find_first_not_of("[ \t\r\n");
  return text.starts_with('[') && text.ends_with(']') && first != std::string_view::npos &&
         std::string_view("+-.0123456789").find(text[first]) != std::string_view::npos;
}

bool looks_like_base64(std::string_view text) {
  if (text.size() < kLeastBytes * 4 / 3 || text.size() % 4 != 0) return false;
  text = text.substr(0, text.find_last_not_of('=') + 1);
  return std::ranges::all_of(text, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '/';
  });
}

/// Which candidates of text or bytes the first rows let stand; a column that is wanted stays.
class Sample {
 public:
  Sample(const SourceScan& scan, const SourceColumns& source) : scan_(scan), source_(source) {}

  Status judge(std::vector<Candidate>& candidates) {
    std::vector<Candidate*> asked;
    for (Candidate& candidate : candidates) {
      if (candidate.form == Form::kNumbers || candidate.form == Form::kBytes)
        asked.push_back(&candidate);
    }
    if (asked.empty()) return {};
    std::vector<Seen> seen(asked.size());
    for (const std::string& from : source_.from) {
      if (Status status = look(from, asked, seen); !status) return status;
    }
    std::vector<bool> out(source_.columns.size(), false);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      if (asked[i]->form == Form::kNumbers && seen[i].any && !seen[i].numbers && seen[i].base64)
        asked[i]->form = Form::kBase64;
      const bool fits = seen[i].any && (seen[i].numbers || seen[i].base64);
      out[asked[i]->column] = !fits && !asked[i]->is_wanted;
    }
    std::erase_if(candidates, [&](const Candidate& candidate) { return out[candidate.column]; });
    return {};
  }

 private:
  struct Seen {
    bool any = false;
    bool numbers = true;  ///< Of bytes: whole numbers, enough of them.
    bool base64 = true;
  };

  Status look(const std::string& from, const std::vector<Candidate*>& asked,
              std::vector<Seen>& seen) {
    std::string sql;
    for (const Candidate* candidate : asked) {
      const std::string& value = source_.columns[candidate->column].expression;
      sql += sql.empty() ? "SELECT " : ", ";
      sql += candidate->form == Form::kNumbers ? "trim(" + value + ", e' \\t\\r\\n')"
                                               : "CAST(octet_length(" + value + ") AS VARCHAR)";
    }
    Result<duck::QueryResult> result = scan_.connection.query(
        sql + " FROM " + from + " LIMIT " + std::to_string(kSampleRows), {}, scan_.stop);
    if (!result) return std::move(result).error();
    duck::Chunk chunk;
    while (true) {
      const Result<bool> more = result->next(chunk);
      if (!more) return more.error();
      if (!*more) return {};
      for (std::size_t i = 0; i < asked.size(); ++i) add(chunk, i, *asked[i], seen[i]);
    }
  }

  static void add(const duck::Chunk& chunk, std::size_t i, const Candidate& candidate, Seen& seen) {
    const duck::ColumnView view = chunk.column(i);
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
      if (view.is_null(row) || view.text(row).empty()) continue;
      seen.any = true;
      if (candidate.form == Form::kNumbers) {
        seen.numbers = seen.numbers && looks_like_numbers(view.text(row));
        seen.base64 = seen.base64 && looks_like_base64(view.text(row));
      } else {
        const std::size_t bytes = std::stoull(std::string(view.text(row)));
        seen.base64 = false;
        seen.numbers = seen.numbers && bytes >= kLeastBytes && bytes % sizeof(float) == 0;
      }
    }
  }

  const SourceScan& scan_;
  const SourceColumns& source_;
};

bool is_bits(Form form) {
  return form == Form::kBase64 || form == Form::kBytes;
}

/// What is looked at of a row: whether there is a value, and its numbers; of texts, also them.
std::string row_sql(const SourceColumn& column, Form form, const std::string& i) {
  const std::string& value = column.expression;
  const std::string present = column.type.is_text() ? "nullif(trim(" + value + "), '')" : value;
  return present + " IS NOT NULL AS x" + i + ", " + numbers_sql(value, form) + " AS v" + i +
         (form == Form::kNumbers ? ", contains(" + value + ", '.')" : ", true") + " AS f" + i;
}

constexpr std::size_t kSummaries = 7;

/// kSummaries of all rows, in the order in which add_counts() reads them.
std::string summary_sql(Form form, const std::string& i) {
  const std::string v = "v" + i;
  std::string odd = "list_count(" + v + ") <> len(" + v + ") OR NOT isfinite(list_max(" + v +
                    ")) OR NOT isfinite(list_min(" + v + "))";
  // The same number, or the same digits; a larger one than float32 has is no float.
  std::string single = "bool_and(len(list_filter(" + v +
                       ", lambda e: coalesce(CAST(TRY_CAST(e AS FLOAT) AS DOUBLE) <> e AND "
                       "CAST(CAST(TRY_CAST(e AS FLOAT) AS VARCHAR) AS DOUBLE) <> e, true))) = 0)";
  if (is_bits(form)) {
    // Of bytes that are something else, numbers of any size come out.
    odd += " OR len(list_filter(" + v +
           ", lambda e: abs(e) > 1e10 OR (e <> 0 AND abs(e) < 1e-20))) > 0";
    single = "true";
  }
  return "count(*) FILTER (WHERE x" + i + "), count(" + v + "), coalesce(min(len(" + v +
         ")), 0)::BIGINT, coalesce(max(len(" + v + ")), 0)::BIGINT, coalesce(bool_or(" + odd +
         "), false), coalesce(" + single + ", true), coalesce(bool_or(f" + i + "), false)";
}

void add_counts(const duck::Chunk& chunk, std::size_t first, Candidate& candidate) {
  const std::uint64_t vectors = chunk.column(first + 1).uint64(0);
  candidate.values += chunk.column(first).uint64(0);
  candidate.vectors += vectors;
  if (vectors == 0) return;
  candidate.low = std::min(candidate.low, chunk.column(first + 2).int64(0));
  candidate.high = std::max(candidate.high, chunk.column(first + 3).int64(0));
  candidate.is_odd |= chunk.column(first + 4).boolean(0);
  candidate.fits_float32 &= chunk.column(first + 5).boolean(0);
  candidate.has_fraction |= chunk.column(first + 6).boolean(0);
}

/// Adds what the rows of one split say.
Status count(const SourceScan& scan, const SourceColumns& source, const std::string& from,
             std::vector<Candidate>& candidates) {
  std::string rows;
  std::string summaries;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& candidate = candidates[i];
    const std::string_view comma = i == 0 ? "" : ", ";
    (rows += comma) += row_sql(source.columns[candidate.column], candidate.form, std::to_string(i));
    (summaries += comma) += summary_sql(candidate.form, std::to_string(i));
  }
  Result<duck::QueryResult> result = scan.connection.query(
      "SELECT " + summaries + " FROM (SELECT " + rows + " FROM " + from + ")", {}, scan.stop);
  if (!result) return std::move(result).error();
  duck::Chunk chunk;
  const Result<bool> more = result->next(chunk);
  if (!more) return more.error();
  for (std::size_t i = 0; i < candidates.size() && *more; ++i)
    add_counts(chunk, kSummaries * i, candidates[i]);
  return {};
}

bool is_vector(const Candidate& candidate) {
  return candidate.values > 0 && candidate.vectors == candidate.values && !candidate.is_odd &&
         candidate.low == candidate.high && (candidate.has_fraction || candidate.is_named) &&
         candidate.low >=
             (candidate.is_wanted ? kLeastWanted : std::int64_t{schema::kLeastVectorLength}) &&
         candidate.low <= kMaxLength;
}

std::string_view form_words(Form form) {
  switch (form) {
    case Form::kNumbers:
      return "texts";
    case Form::kBase64:
      return "base64 texts of float32";
    case Form::kBytes:
      return "bytes of float32";
    case Form::kIntegers:
      return "lists of integers";
    case Form::kOneRow:
      return "lists of one list";
  }
  return "";
}

/// How to have the column as it came; nothing where its numbers say it.
std::string way_back(const SourceColumn& column) {
  if (column.type.kind != schema::Feature::Kind::kValue) return "";
  return "; --type " + column.name + "=" + column.type.dtype + " keeps it as it is";
}

void make_vector(const Candidate& candidate, SourceColumns& source) {
  SourceColumn& column = source.columns[candidate.column];
  source.notices.push_back("column \"" + column.name + "\": its " +
                           std::string(form_words(candidate.form)) + " are read as vectors of " +
                           std::to_string(candidate.low) + " numbers" + way_back(column));
  const schema::Feature number =
      schema::Feature::value(candidate.fits_float32 ? "float32" : "float64");
  column.expression = "CAST(" + numbers_sql(column.expression, candidate.form) + " AS " +
                      (candidate.fits_float32 ? "FLOAT" : "DOUBLE") + "[])";
  column.type = schema::Feature::list(number, static_cast<std::uint32_t>(candidate.low));
  source.keeps_parquet = false;
}

std::vector<Candidate> candidates_of(const SourceScan& scan, const SourceColumns& source) {
  const std::vector<std::string>& wanted = scan.config.reading.vectors;
  std::vector<Candidate> out;
  for (std::size_t i = 0; i < source.columns.size(); ++i) {
    const SourceColumn& column = source.columns[i];
    if (scan.declared(column.name) != nullptr) continue;
    Candidate candidate;
    candidate.column = i;
    candidate.is_wanted = std::ranges::find(wanted, column.name) != wanted.end();
    candidate.is_named = candidate.is_wanted || schema::names_vector(column.name);
    const std::optional<Form> form = form_of(column.type, candidate.is_named);
    if (!form) continue;
    candidate.form = *form;
    out.push_back(candidate);
  }
  return out;
}

/// Why a column that is to be vectors holds none.
Error no_vectors(const SourceColumn& column, const Candidate* candidate) {
  std::string why = "it is " + schema::feature_label(column.type);
  if (candidate != nullptr && candidate->values == 0) {
    why = "it has no values";
  } else if (candidate != nullptr && candidate->vectors < candidate->values) {
    why = std::to_string(candidate->values - candidate->vectors) +
          " of its values are no list of numbers";
  } else if (candidate != nullptr && candidate->is_odd) {
    why =
        "some of its values are no lists of numbers, or lists with a number missing or not finite";
  } else if (candidate != nullptr) {
    why = "its lists have " + std::to_string(candidate->low) + " to " +
          std::to_string(candidate->high) + " numbers";
  }
  return invalid_argument(
      "--vector " + column.name + ": " + why +
      ", and vectors are lists of 2 to 65,536 finite numbers, all of one length");
}

}  // namespace

Status read_vectors(const SourceScan& scan, SourceColumns& source) {
  std::vector<Candidate> candidates = candidates_of(scan, source);
  Sample sample(scan, source);
  if (Status status = sample.judge(candidates); !status) return status;
  for (const std::string& from : source.from) {
    if (candidates.empty()) break;
    if (Status status = count(scan, source, from, candidates); !status) return status;
  }
  for (const std::string& name : scan.config.reading.vectors) {
    const auto column = std::ranges::find(source.columns, name, &SourceColumn::name);
    if (column == source.columns.end())
      return invalid_argument("--vector: the files of config " + scan.config.name +
                              " have no column \"" + name + "\"");
    const auto at = static_cast<std::size_t>(column - source.columns.begin());
    const auto candidate = std::ranges::find(candidates, at, &Candidate::column);
    const bool is_sized = column->type.kind == schema::Feature::Kind::kList && column->type.length;
    if (candidate == candidates.end() ? !is_sized && scan.declared(name) == nullptr
                                      : !is_vector(*candidate))
      return no_vectors(*column, candidate == candidates.end() ? nullptr : &*candidate);
  }
  for (const Candidate& candidate : candidates) {
    if (is_vector(candidate)) make_vector(candidate, source);
  }
  return {};
}

}  // namespace vitrine::ingest
