#include "ingest/csv_dialect.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "ingest/byte_reader.h"

namespace vitrine::ingest {
namespace {

using Quotes = CsvDialect::Quotes;

constexpr std::size_t kMostSampleRecords = 2000;
/// A delimiter that parts the header and nine of ten records is the file's; the others are broken.
constexpr double kMostRecords = 0.9;

/// A text at hand as a ByteReader.
class TextBytes final : public ByteReader {
 public:
  explicit TextBytes(std::string_view text) : rest_(text) {}
  Result<std::size_t> read(std::span<char> out) override {
    const std::size_t n = std::min(out.size(), rest_.size());
    std::ranges::copy(rest_.substr(0, n), out.begin());
    rest_.remove_prefix(n);
    return n;
  }
  std::uint64_t consumed() const override { return 0; }

 private:
  std::string_view rest_;
};

}  // namespace

Status for_each_record(const CsvSample& sample, const CsvDialect& dialect,
                       const std::function<bool(const CsvRecord&)>& visit) {
  CsvRecords records(std::make_unique<TextBytes>(sample.text), dialect);
  CsvRecord record;
  for (std::size_t i = 0; i < kMostSampleRecords; ++i) {
    const Result<bool> more = records.next(record);
    if (!more) return more.error();
    if (!*more) return {};
    if (i == 0) records.set_columns(record.fields.size());
    if (!visit(record)) return {};
  }
  return {};
}

namespace {

/// A field more than the header has: a text in quotes, any between tabs, or the number of the row,
/// which R writes where a table has no names. Else it may be a text with a delimiter in it.
bool has_name_of_row(const CsvRecord& record, const CsvDialect& dialect, const CsvFit& fit) {
  return fit.records > 0 && record.fields.size() == fit.columns + 1 &&
         !record.fields.back().is_null() &&
         (dialect.delimiter == '\t' || record.fields.front().quoted ||
          record.fields.front().text == std::to_string(fit.records));
}

}  // namespace

CsvFit measure(const CsvSample& sample, const CsvDialect& dialect) {
  CsvFit fit;
  const Status status = for_each_record(sample, dialect, [&](const CsvRecord& record) {
    if (fit.records == 0) fit.columns = record.fields.size();
    fit.named += has_name_of_row(record, dialect, fit) ? 1U : 0U;
    ++fit.records;
    fit.matching += record.fields.size() == fit.columns ? 1U : 0U;
    fit.parted += record.fields.size() > 1 ? 1U : 0U;
    return true;
  });
  // The end of a part of a file may be inside quotes.
  const bool open_quote =
      !status && status.error().message().find("never closes") != std::string::npos;
  fit.clean = status.has_value() || (!sample.whole && open_quote && fit.records > 0);
  return fit;
}

namespace {

std::vector<char> delimiters_to_try(char usual, const source::ReadOptions& options) {
  if (options.delimiter) return {*options.delimiter};
  std::vector<char> out = {usual};
  for (const char c : {',', ';', '\t', '|', '\x01', '\x1F'}) {
    if (c != usual) out.push_back(c);
  }
  return out;
}

}  // namespace

std::vector<CsvDialect> quotings(const CsvDialect& base, const source::ReadOptions& options) {
  CsvDialect strict = base;
  strict.cr_ends_lines = true;
  if (options.quote) strict.quote = *options.quote;
  strict.quotes = Quotes::kStrict;
  CsvDialect none = strict;
  none.quotes = Quotes::kNone;
  // pandas and Python's csv before 3.13 put no quotes around a CR where lines end in LF.
  CsvDialect with_cr = strict;
  with_cr.cr_ends_lines = false;
  if (options.quote == '\0') return {none};
  CsvDialect backslash = strict;
  backslash.quotes = Quotes::kBackslash;
  if (options.escape == '\\') return {backslash};
  CsvDialect spaced = strict;
  spaced.skip_blanks = true;
  CsvDialect loose = strict;
  loose.quotes = Quotes::kLoose;
  if (options.quote) return {strict, with_cr, spaced, loose};
  CsvDialect single = strict;
  single.quote = '\'';
  return {strict, with_cr, spaced, backslash, none, loose, single};
}

namespace {

struct LineEnds {
  std::size_t lf = 0;         // also behind a CR
  std::size_t lonely_cr = 0;  // without an LF behind it
};

LineEnds line_ends_of(std::string_view text) {
  LineEnds out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out.lf += text[i] == '\n' ? 1U : 0U;
    out.lonely_cr += text[i] == '\r' && text.substr(i + 1, 1) != "\n" ? 1U : 0U;
  }
  return out;
}

}  // namespace

bool lf_ends_lines(std::string_view text) {
  const LineEnds ends = line_ends_of(text);
  return ends.lf > ends.lonely_cr;
}

namespace {

bool has_evidence(const CsvDialect& dialect, std::string_view text) {
  if (!dialect.cr_ends_lines) return line_ends_of(text).lonely_cr > 0 && lf_ends_lines(text);
  switch (dialect.quotes) {
    case Quotes::kStrict:
      if (dialect.quote == '\'' && text.find('\'') == std::string_view::npos) return false;
      return !dialect.skip_blanks || text.find(std::string(" ") + dialect.quote) != text.npos;
    case Quotes::kBackslash:
      return text.find(std::string("\\") + dialect.quote) != std::string_view::npos;
    case Quotes::kNone:
    case Quotes::kLoose:
      break;
  }
  return text.find(dialect.quote) != std::string_view::npos;
}

/// Of a sample that is no table in any dialect: the delimiter that parts most of its records alike;
/// else one that parts them all, be it in unlike numbers, where the usual one does not even part
/// the header. What is wrong with the records is said of them by whoever reads all.
CsvDialect broken_dialect(const CsvSample& sample, CsvDialect dialect,
                          const std::vector<char>& delimiters) {
  const auto most = [](std::size_t n, std::size_t records) {
    return static_cast<double>(n) >= static_cast<double>(records) * kMostRecords;
  };
  char parting = delimiters.front();
  std::size_t columns = 0;
  for (const char delimiter : delimiters) {
    dialect.delimiter = delimiter;
    const CsvFit fit = measure(sample, dialect);
    if (fit.columns >= 2 && fit.records > 2 && most(fit.matching, fit.records)) return dialect;
    if (delimiter == delimiters.front()) columns = fit.columns;
    const bool parts = fit.clean && fit.records >= 2 && most(fit.parted, fit.records);
    if (columns >= 2 || !parts || fit.columns < 2 || parting != delimiters.front()) continue;
    parting = delimiter;
  }
  dialect.delimiter = parting;
  return dialect;
}

}  // namespace

CsvDialect fitting_dialect(const CsvSample& sample, const CsvDialect& base, char usual,
                           const source::ReadOptions& options) {
  const std::vector<char> delimiters = delimiters_to_try(usual, options);
  const std::vector<CsvDialect> styles = quotings(base, options);
  for (const CsvDialect& style : styles) {
    if (&style != &styles.front() && !has_evidence(style, sample.text)) continue;
    std::optional<CsvDialect> best;
    std::size_t most = 1;
    for (const char delimiter : delimiters) {
      CsvDialect dialect = style;
      dialect.delimiter = delimiter;
      const CsvFit fit = measure(sample, dialect);
      if (!fit.is_table()) continue;
      if (delimiter == usual) return dialect;
      if (fit.columns > most) best = dialect;
      most = std::max(most, fit.columns);
    }
    if (best) return *best;
  }
  return broken_dialect(sample, styles.front(), delimiters);
}

}  // namespace vitrine::ingest
