#include "ingest/parquet_readable.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "duck/types.h"
#include "ingest/heavy_rows.h"

namespace vitrine::ingest {
namespace {

Result<std::string> one_text(const SourceScan& scan, const std::string& sql) {
  Result<duck::QueryResult> result = scan.connection.query(sql, {}, scan.stop);
  if (!result) return std::move(result).error();
  duck::Chunk chunk;
  const Result<bool> more = result->next(chunk);
  if (!more) return more.error();
  return std::string(*more && !chunk.column(0).is_null(0) ? chunk.column(0).text(0) : "");
}

Status check_inside(const ParquetFooter& footer) {
  for (const ParquetColumn& column : footer.columns) {
    if (column.inside == Misreading::kTimeNs) {
      return unsupported("column \"" + column.name +
                         "\" holds time64[ns] inside, which would be cut to microseconds: write it "
                         "as time64[us] or as text");
    }
    if (column.inside == Misreading::kWideDecimal) {
      return unsupported("column \"" + column.name + "\" holds decimals of " +
                         std::to_string(column.precision) +
                         " digits inside; up to 38 are read exactly: write them as decimal128 or "
                         "as text");
    }
    if (column.misreading == Misreading::kWideDecimal && column.scale < 0)
      return unsupported("column \"" + column.name + "\" is a decimal of a negative scale");
  }
  return {};
}

/// Two's complement of up to 32 bytes as SQL reads it: its hexadecimal digits, highest first.
struct BinaryInteger {
  std::string cell;
  bool is_little_endian = false;
  bool is_signed = true;

  std::string top_digit() const {
    return is_little_endian ? fmt::format("substr(hex({0}), 2 * octet_length({0}) - 1, 1)", cell)
                            : fmt::format("left(hex({}), 1)", cell);
  }
  std::string is_negative() const {
    return is_signed ? fmt::format("(instr('89ABCDEF', {}) > 0)", top_digit()) : "false";
  }
  /// Of the digit whose number, from 1 on, is vt_i.
  std::string digit() const {
    const std::string place =
        is_little_endian
            ? fmt::format("2 * (octet_length({}) - (vt_i - 1) // 2) - 1 + (vt_i - 1) % 2", cell)
            : std::string("vt_i");
    return fmt::format("(instr('0123456789ABCDEF', substr(hex({}), {}, 1)) - 1)", cell, place);
  }
};

/// Such an integer as its decimal digits, with `scale` of them behind the point. Hexadecimal digits
/// are added up in three numbers of 30 decimal digits; those of a negative number turned round, and
/// one more. Cost: some 0.3 ms a cell, as SQL has no such function; columns like this are rare.
std::string integer_text(const BinaryInteger& integer, int scale) {
  const std::string negative = integer.is_negative();
  const std::string base = "1000000000000000000000000000000::HUGEINT";
  const std::string digits = fmt::format(
      "list_transform(range(1, 2 * octet_length({0}) + 1), lambda vt_i: {{'a': (CASE WHEN {1} "
      "THEN 15 - {2} ELSE {2} END)::HUGEINT, 'b': 0::HUGEINT, 'c': 0::HUGEINT}})",
      integer.cell, negative, integer.digit());
  const std::string sum = fmt::format(
      "list_reduce({0}, lambda vt_x, vt_y: {{'a': (vt_x.a * 16 + vt_y.a) % {1}, 'b': (vt_x.b * 16 "
      "+ (vt_x.a * 16 + vt_y.a) // {1}) % {1}, 'c': vt_x.c * 16 + (vt_x.b * 16 + (vt_x.a * 16 + "
      "vt_y.a) // {1}) // {1}}})",
      digits, base);
  const std::string size = fmt::format(
      "list_transform([{0}], lambda vt_r: CASE WHEN {1} THEN {{'a': (vt_r.a + 1) % {2}, 'b': "
      "(vt_r.b + (vt_r.a + 1) // {2}) % {2}, 'c': vt_r.c + (vt_r.b + (vt_r.a + 1) // {2}) // {2}}} "
      "ELSE vt_r END)",
      sum, negative, base);
  const std::string text = fmt::format(
      "list_transform({}, lambda vt_s: ltrim(concat(vt_s.c, lpad(vt_s.b::VARCHAR, 30, '0'), "
      "lpad(vt_s.a::VARCHAR, 30, '0')), '0'))",
      size);
  const std::string padded = fmt::format(
      "list_transform({}, lambda vt_d: lpad(vt_d, greatest({}, length(vt_d))::INTEGER, '0'))", text,
      scale + 1);
  const std::string pointed = scale == 0
                                  ? std::string("vt_t")
                                  : fmt::format("left(vt_t, -{0}), '.', right(vt_t, {0})", scale);
  return fmt::format(
      "CASE WHEN {0} IS NULL THEN NULL ELSE list_transform({1}, lambda vt_t: concat(CASE WHEN {2} "
      "THEN '-' ELSE '' END, {3}))[1] END",
      integer.cell, padded, negative, pointed);
}

/// SQL over a column of the retyped copy: whether it holds what the nearest type does not.
std::string finer_sql(const ParquetColumn& column, const std::string& name) {
  if (column.misreading != Misreading::kWideDecimal)
    return "coalesce(bool_or(epoch_ns(" + name + ") % 1000 <> 0), false)";
  if (column.scale > 38) return "true";
  return "coalesce(bool_or(" + name + " IS NOT NULL AND TRY_CAST(" +
         integer_text({.cell = name}, column.scale) + " AS DECIMAL(38, " +
         std::to_string(column.scale) + ")) IS NULL), false)";
}

/// Adds to `finer` the names of those columns of the copy that are.
Status find_finer(const SourceScan& scan, const ReadableFile& copy, std::set<std::string>& finer) {
  Result<duck::QueryResult> names = scan.connection.query(
      "SELECT * FROM " + duck::read_parquet_sql(std::span(&copy.path, 1)) + " LIMIT 0", {},
      scan.stop);
  if (!names) return std::move(names).error();
  std::string sql;
  std::vector<std::string> asked;
  for (std::size_t i = 0; i < std::min(copy.columns.size(), names->column_count()); ++i) {
    const ParquetColumn& column = copy.columns[i];
    if (column.misreading == Misreading::kNone) continue;
    sql += (asked.empty() ? "SELECT " : ", ") +
           finer_sql(column, quote_identifier(names->features()[i].name));
    asked.push_back(column.name);
  }
  if (asked.empty()) return {};
  Result<duck::QueryResult> result = scan.connection.query(
      sql + " FROM " + duck::read_parquet_sql(std::span(&copy.path, 1)), {}, scan.stop);
  if (!result) return std::move(result).error();
  duck::Chunk chunk;
  const Result<bool> more = result->next(chunk);
  if (!more) return more.error();
  for (std::size_t i = 0; *more && i < asked.size(); ++i) {
    if (chunk.column(i).boolean(0)) finer.insert(asked[i]);
  }
  return {};
}

/// Of a file whose heavy rows could not be written again, since a column has the name of their
/// numbers, the copy gets another.
Result<bool> rename_if_heavy(const SourceScan& scan, const fs::path& file, ParquetFooter& footer) {
  const auto column = std::ranges::find_if(footer.columns, [](const ParquetColumn& each) {
    return ascii_lower(each.name) == kRowNumberName;
  });
  if (column == footer.columns.end()) return false;
  const Result<RowGroups> groups = row_groups(scan.connection, file, scan.stop);
  if (!groups) return groups.error();
  if (groups->are_heavy()) footer.retyping.push_back({column->name_at, 1, "_"});
  return groups->are_heavy();
}

/// Whether reading the files where they are would change a value, or could not be done.
bool needs_copies(const ReadableFiles& files) {
  const bool finer = !files.finer.empty() || !files.moments.finer.empty();
  return finer || std::ranges::any_of(files.files, [](const ReadableFile& file) {
           return file.is_renamed ||
                  std::ranges::any_of(file.columns, [](const ParquetColumn& column) {
                    return column.misreading == Misreading::kWideDecimal ||
                           column.inside != Misreading::kNone;
                  });
         });
}

/// Whether a copy is made for nothing but its moments of 96 bits.
bool is_for_moments_alone(const ReadableFile& file) {
  return !file.is_renamed && std::ranges::all_of(file.columns, [](const ParquetColumn& column) {
    return column.misreading == Misreading::kNone && column.inside == Misreading::kNone;
  });
}

void read_where_it_is(ReadableFile& file, const fs::path& path) {
  file.path = path;
  for (ParquetColumn& column : file.columns) {
    column.misreading = Misreading::kNone;
    column.has_int96 = false;
  }
}

/// Makes the retyped copy of a file and looks at it. One that was made for moments of 96 bits is
/// removed again: most files of Spark's have such and no nanoseconds, and need no room for copies.
Status look_at_copy(const SourceScan& scan, const fs::path& file, const ParquetFooter& footer,
                    ReadableFiles& out) {
  const ReadableFile& copy = out.files.back();
  Status status = write_retyped(file, footer, copy.path);
  if (status) status = find_finer(scan, copy, out.finer);
  if (status)
    status = look_at_moments96(scan.connection, copy.path, copy.columns, out.moments, scan.stop);
  if (status && is_for_moments_alone(copy)) {
    std::error_code ignored;
    fs::remove(copy.path, ignored);
  }
  return status;
}

/// Makes those copies again that are to be read; the others' files are read where they are.
Status settle_copies(std::span<const source::SourceFile> files,
                     std::span<const ParquetFooter> footers, ReadableFiles& out) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    ReadableFile& copy = out.files[i];
    if (copy.path == files[i].path || !is_for_moments_alone(copy)) continue;
    const bool is_read = std::ranges::any_of(copy.columns, [&](const ParquetColumn& column) {
      return column.has_int96 && out.moments.finer.contains(column.name);
    });
    if (!is_read) {
      read_where_it_is(copy, files[i].path);
    } else if (Status written = write_retyped(files[i].path, footers[i], copy.path); !written) {
      return std::move(written).error().in(files[i].path.filename().string());
    }
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<const source::ScratchFolder>> make_copies_folder(const SourceScan& scan) {
  const Result<std::string> spill = one_text(scan, "SELECT current_setting('temp_directory')");
  if (!spill) return spill.error();
  const fs::path directory(*spill);
  return source::make_scratch(directory.is_absolute() ? directory : fs::path());
}

Result<ReadableFiles> make_readable(const SourceScan& scan,
                                    std::span<const source::SourceFile> files) {
  ReadableFiles out;
  std::shared_ptr<const source::ScratchFolder> scratch;
  std::vector<ParquetFooter> footers;
  for (const source::SourceFile& file : files) {
    const std::string name = file.path.filename().string();
    Result<ParquetFooter> footer = read_parquet_footer(file.path);
    if (!footer) return std::move(footer).error().in(name);
    if (Status status = check_inside(*footer); !status) return std::move(status).error().in(name);
    const Result<bool> renamed = rename_if_heavy(scan, file.path, *footer);
    if (!renamed) return Error(renamed.error()).in(name);
    out.files.push_back({file.path, footer->columns, *renamed, footer->is_miscounted});
    footers.push_back(*std::move(footer));
    if (footers.back().retyping.empty()) continue;
    if (scratch == nullptr) {
      Result<std::shared_ptr<const source::ScratchFolder>> made = make_copies_folder(scan);
      if (!made) return std::move(made).error();
      scratch = *std::move(made);
    }
    ReadableFile& copy = out.files.back();
    copy.path = scratch->path() / (std::to_string(out.files.size()) + ".parquet");
    if (Status looked = look_at_copy(scan, file.path, footers.back(), out); !looked)
      return std::move(looked).error().in(name);
  }
  if (needs_copies(out)) {
    if (Status settled = settle_copies(files, footers, out); !settled)
      return std::move(settled).error();
    out.copies = std::move(scratch);
    return out;
  }
  for (std::size_t i = 0; i < files.size(); ++i) read_where_it_is(out.files[i], files[i].path);
  return out;
}

MendedColumn mended(const ParquetColumn& column, const std::string& expression, bool finer) {
  const std::string named = "column \"" + column.name + "\" ";
  switch (column.misreading) {
    case Misreading::kTimeNs:
      if (finer) {
        return {"strftime(" + expression + ", '%H:%M:%S.%n')", schema::Feature::value("string"),
                named + "is kept as text: its times of day have nanoseconds"};
      }
      return {"CAST(CAST(" + expression + " AS TIMESTAMP) AS TIME)",
              schema::Feature::value("time64[us]"), ""};
    case Misreading::kMomentNs:
      if (finer) {
        return {expression, schema::Feature::value("timestamp[ns]"),
                named + "holds nanoseconds of a zone: they are kept, in UTC"};
      }
      return {"CAST(strftime(" + expression + ", '%Y-%m-%dT%H:%M:%S.%fZ') AS TIMESTAMPTZ)",
              schema::Feature::value("timestamp[us, tz=UTC]"), ""};
    case Misreading::kWideDecimal: {
      std::string text = integer_text({.cell = expression}, column.scale);
      if (finer) {
        return {std::move(text), schema::Feature::value("string"),
                named + "is kept as text: its decimals have more than 38 digits"};
      }
      const std::string digits = "(38, " + std::to_string(column.scale) + ")";
      return {"CAST(" + text + " AS DECIMAL" + digits + ")",
              schema::Feature::value("decimal128" + digits), ""};
    }
    case Misreading::kNone:
      break;
  }
  return {expression, schema::Feature::value("string"), ""};
}

MendedColumn mended_integer(const std::string& name, const std::string& expression,
                            bool is_signed) {
  const std::string text =
      integer_text({.cell = expression, .is_little_endian = true, .is_signed = is_signed}, 0);
  const std::string beyond = quote_literal(
      "column \"" + name + "\" holds integers of 39 digits; up to 38 are read: write it as text");
  return {"CASE WHEN " + expression + " IS NULL THEN NULL ELSE coalesce(TRY_CAST(" + text +
              " AS DECIMAL(38, 0)), error(" + beyond + ")) END",
          schema::Feature::value("decimal128(38, 0)"), ""};
}

}  // namespace vitrine::ingest
