#include "ingest/relation.h"

#include <algorithm>

#include "duck/types.h"
#include "ingest/declared_values.h"
#include "ingest/duration_units.h"
#include "ingest/media_columns.h"
#include "ingest/partitions.h"
#include "ingest/source_columns.h"
#include "ingest/text_types.h"
#include "ingest/unused_options.h"
#include "schema/column.h"
#include "schema/leaves.h"

namespace vitrine::ingest {
namespace {

using ReadColumns = Result<SourceColumns> (*)(const SourceScan&);

ReadColumns reader_of(source::FileFormat format) {
  switch (format) {
    case source::FileFormat::kParquet:
      return parquet_columns;
    case source::FileFormat::kJson:
    case source::FileFormat::kJsonLines:
      return json_columns;
    case source::FileFormat::kCsv:
    case source::FileFormat::kTsv:
    case source::FileFormat::kText:
      return csv_columns;
    case source::FileFormat::kArrow:
    case source::FileFormat::kNumpy:
    case source::FileFormat::kNumpyArchive:
    case source::FileFormat::kSqlite:
    case source::FileFormat::kExcel:
      return row_columns;
    case source::FileFormat::kArchive:
      break;
  }
  return nullptr;
}

Result<SourceColumns> source_columns(const SourceScan& scan) {
  const source::SourceFile& first = scan.config.splits.front().files.front();
  const ReadColumns read = reader_of(first.format);
  for (const source::SourceSplit& split : scan.config.splits) {
    for (const source::SourceFile& file : split.files) {
      if (reader_of(file.format) != read)
        return invalid_argument(first.path.filename().string() + " and " +
                                file.path.filename().string() +
                                " have different formats: import each by itself");
    }
  }
  return read(scan);
}

DeclaredValue converted(const SourceColumn& column, const schema::Feature& declared) {
  if (is_kept_as_it_comes(declared)) return {column.expression, "", ""};
  if (declared.kind == schema::Feature::Kind::kClassLabel) return class_of(column, declared);
  if (fits(declared, column.type) && !changes_unit(declared, column.type))
    return {column.expression, "", ""};
  const bool scalars = declared.kind == schema::Feature::Kind::kValue &&
                       column.type.kind == schema::Feature::Kind::kValue &&
                       declared.dtype != "string" && declared.dtype != "null";
  if (column.type.kind == schema::Feature::Kind::kJson && is_cast_by_us(declared, column.type)) {
    // Values of several kinds: their texts, as a CSV file would have them.
    const std::string text = "(CAST(" + column.expression + " AS JSON) ->> '$')";
    return scalar_of({column.name, text, schema::Feature::value("string")}, declared);
  }
  return scalars ? scalar_of(column, declared) : nested_of(column, declared);
}

Status check_declared(const source::SourceConfig& config) {
  if (Status named = check_named_types(config.reading); !named) return named;
  if (!config.features) return {};
  for (const schema::FeatureField& field : *config.features) {
    if (is_kept_as_it_comes(field.type)) continue;
    if (Result<std::string> type = duck::sql_type(field.type); !type) {
      return std::move(type).error().in("the card's column \"" + field.name + "\"");
    }
  }
  return {};
}

struct Projection {
  std::string select;
  schema::Features features;
  std::vector<DeclaredValue> refusing = {};  ///< Those that may refuse a value.
  bool changes_types = false;
};

/// Short lists are vectors where files or card give their length and the name or the user says so.
void declare_vectors(const std::vector<std::string>& wanted, schema::Features& features) {
  for (auto& [name, type] : features) {
    const bool is_wanted =
        schema::names_vector(name) || std::ranges::find(wanted, name) != wanted.end();
    if (type.kind == schema::Feature::Kind::kList && type.length && is_wanted)
      type.declared_vector = true;
  }
}

/// A card that gives a list no length says nothing against the one that all rows have.
schema::Feature with_measured_length(schema::Feature declared, const schema::Feature& found) {
  const bool is_open = declared.kind == schema::Feature::Kind::kList && !declared.length &&
                       declared.item().is_float();
  if (!is_open || !found.measured_length) return declared;
  declared.length = found.length;
  declared.measured_length = true;
  return declared;
}

/// The card's columns in its order, then those that it does not name.
/// The first of them, for a sentence: "id, title, ...".
std::string first_names(const std::vector<SourceColumn>& columns) {
  constexpr std::size_t kMost = 5;
  std::string out;
  for (std::size_t i = 0; i < std::min(kMost, columns.size()); ++i)
    out += (i > 0 ? ", " : "") + columns[i].name;
  return columns.size() > kMost ? out + ", ..." : out;
}

/// Every column that --type or a card's dtype names is there.
Status check_typed_columns(const source::SourceConfig& config,
                           const std::vector<SourceColumn>& columns) {
  const source::ReadOptions& reading = config.reading;
  for (std::size_t i = 0; i < reading.types.size(); ++i) {
    const std::string& name = reading.types[i].name;
    if (std::ranges::find(columns, name, &SourceColumn::name) != columns.end()) continue;
    const bool is_of_card = i + reading.types_of_card >= reading.types.size();
    return invalid_argument(
        (is_of_card ? reading.place_of_card_types + ": dtype" : std::string("--type")) +
        ": the files of config " + config.name + " have no column \"" + name + "\" (" +
        first_names(columns) + ")");
  }
  return {};
}

Result<Projection> project(const SourceScan& scan, SourceColumns& source) {
  Projection out;
  const auto add = [&](const std::string& expression, const std::string& name,
                       schema::Feature type) {
    out.select += (out.select.empty() ? "" : ", ") + expression + " AS " + quote_identifier(name);
    out.features.push_back({name, std::move(type)});
  };
  const auto convert = [&](const SourceColumn& column, const schema::Feature& type) {
    DeclaredValue value = converted(column, type);
    out.changes_types |= value.value != column.expression;
    std::string expression = value.value;
    if (!value.fails.empty()) out.refusing.push_back(std::move(value));
    return expression;
  };
  const schema::Features none;
  const schema::Features& declared = scan.config.features ? *scan.config.features : none;
  for (const schema::FeatureField& field : declared) {
    const auto column = std::ranges::find(source.columns, field.name, &SourceColumn::name);
    if (column == source.columns.end()) {
      return invalid_argument("the card declares a column \"" + field.name +
                              "\" that the files of config " + scan.config.name +
                              " do not have: take it out of dataset_info, or name it as they do (" +
                              first_names(source.columns) + ")");
    }
    // A list or struct with such a type inside is read as one: it has to be one.
    if (field.type.kind != schema::Feature::Kind::kOther && is_kept_as_it_comes(field.type) &&
        !fits(field.type, column->type)) {
      return invalid_argument("the card's column \"" + field.name + "\" is " +
                              schema::feature_label(field.type) + ", in the files it is " +
                              schema::feature_label(column->type));
    }
    const schema::Feature& type = *scan.declared(field.name);
    if (Status status = check_shape(column->name, type, column->type); !status)
      return std::move(status).error();
    say_undeclared_members(column->name, type, column->type, source.notices);
    const std::string expression = convert(*column, type);
    const bool by_user = schema::find_column(scan.config.reading.types, field.name).has_value();
    add(expression, field.name, by_user ? type : with_measured_length(type, column->type));
  }
  if (Status status = check_typed_columns(scan.config, source.columns); !status)
    return std::move(status).error();
  std::vector<std::string> undeclared;
  for (const SourceColumn& column : source.columns) {
    if (schema::find_column(declared, column.name)) continue;
    if (const schema::Feature* type = scan.declared(column.name)) {
      if (Status status = check_shape(column.name, *type, column.type); !status)
        return std::move(status).error();
      add(convert(column, *type), column.name, *type);
      continue;
    }
    if (!declared.empty()) {
      undeclared.push_back("column \"" + column.name +
                           "\" is not declared by the card; its type is inferred");
    }
    add(column.expression, column.name, column.type);
  }
  say_gathered(std::move(undeclared), "columns are not declared by the card", source.notices);
  declare_vectors(scan.config.reading.vectors, out.features);
  return out;
}

}  // namespace

Status check_named_types(const source::ReadOptions& reading) {
  for (const schema::FeatureField& field : reading.types) {
    if (duck::sql_type(field.type)) continue;
    return unsupported(
        "--type " + field.name + ": \"" + field.type.dtype +
        "\" is no type that can be named so: write bool, int8 to int64, uint8 to uint64, float32, "
        "float64, decimal128(10, 2), string, binary, date32, time64[us], timestamp[us], "
        "timestamp[us, tz=UTC] or duration[us]; a card's dataset_info declares lists and structs");
  }
  return {};
}

Result<ConfigRelation> make_relation(duck::Connection& connection,
                                     const source::SourceConfig& config, ProgressSink* progress,
                                     std::stop_token stop) {
  if (Status status = check_declared(config); !status) return std::move(status).error();
  const Partitions partitions(config);
  const SourceScan scan{connection, config, progress, std::move(stop)};
  Result<SourceColumns> source =
      source_columns({connection, partitions.pieces(), progress, scan.stop});
  if (!source) return std::move(source).error();
  partitions.join(*source);
  schema::Features of_files;
  for (const SourceColumn& column : source->columns) of_files.push_back({column.name, column.type});
  const Status judged = connection.beyond_limit(unfilled_bytes(of_files), [&]() -> Status {
    if (Status status = read_dates(scan, *source); !status) return status;
    if (Status status = choose_columns(scan, *source); !status) return status;
    return read_vectors(scan, *source);
  });
  if (!judged) return judged.error();
  Result<NamedMedia> media = show_media(scan, *source);
  if (!media) return std::move(media).error();
  Result<Projection> projection = project(scan, *source);
  if (!projection) return std::move(projection).error();

  ConfigRelation out;
  out.features = std::move(projection->features);
  for (std::size_t i = 0; i < config.splits.size(); ++i) {
    SplitRelation split;
    split.sql = "SELECT " + projection->select + " FROM " + source->from[i];
    split.num_rows = source->num_rows.empty() ? 0 : source->num_rows[i];
    split.group_rows = source->group_rows;
    split.keeps_parquet = source->keeps_parquet && !projection->changes_types;
    split.media = std::move((*media)[i]);
    out.splits.push_back(std::move(split));
  }
  out.places.values = std::move(projection->refusing);
  out.places.rows = std::move(source->file_rows);
  out.places.line_of = std::move(source->line_of);
  for (std::size_t i = 0; i < config.splits.size(); ++i) {
    out.places.splits.push_back({source->from[i], config.splits[i].files.size()});
    for (const source::SourceFile& file : config.splits[i].files)
      out.places.files.push_back(file.path.filename().string());
  }
  out.models = std::move(source->models);
  out.files_read = std::move(source->files_read);
  out.copies = std::move(source->copies);
  out.notices = config.notices;
  for (const source::SourceSplit& split : config.splits)
    out.notices.insert(out.notices.end(), split.notices.begin(), split.notices.end());
  say_unused_options(config, out.notices);
  out.notices.insert(out.notices.end(), source->notices.begin(), source->notices.end());
  return out;
}

std::uint64_t unfilled_bytes(const schema::Features& features) {
  constexpr std::size_t kManyColumns = 1000;  // up to here it has its place in any limit
  constexpr std::uint64_t kVectorRows = 2048;
  constexpr std::uint64_t kCellBytes = 16;
  constexpr std::uint64_t kSteps = 4;
  const std::size_t columns = schema::num_leaves(features);
  if (columns <= kManyColumns) return 0;
  return (columns - kManyColumns) * kVectorRows * kCellBytes * kSteps;
}

}  // namespace vitrine::ingest
