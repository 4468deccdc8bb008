#include "ingest/source_columns.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>

#include "base/ascii.h"
#include "base/json_parse.h"
#include "duck/types.h"

namespace vitrine::ingest {
namespace {

/// Whether a media or another type that we only keep may stand for values of type `stored`.
bool keeps(const schema::Feature& named, const schema::Feature& stored) {
  for (const std::string_view media : {"\"Image\"", "\"Audio\"", "\"Video\"", "\"Pdf\""}) {
    if (named.other_json.find("\"_type\":" + std::string(media)) == std::string::npos) continue;
    return stored.kind == schema::Feature::Kind::kStruct && stored.children.size() == 2 &&
           stored.children[0].name == "bytes" && stored.children[0].type.is_value("binary") &&
           stored.children[1].name == "path" && stored.children[1].type.is_value("string");
  }
  if (named.other_json.find(R"("_type":"Translation)") !=
      std::string::npos)  // VariableLanguages too
    return stored.kind == schema::Feature::Kind::kStruct;
  return named.other_json.find(R"("_type":"Array)") != std::string::npos &&
         stored.kind == schema::Feature::Kind::kList;
}

}  // namespace

const schema::Feature* SourceScan::declared(std::string_view name) const {
  if (const std::optional<std::size_t> column = schema::find_column(config.reading.types, name))
    return &config.reading.types[*column].type;
  if (config.features) {
    const std::optional<std::size_t> column = schema::find_column(*config.features, name);
    if (column) return &(*config.features)[*column].type;
  }
  return config.reading.other_types ? &*config.reading.other_types : nullptr;
}

schema::Features named_by_writer(std::string_view hub_metadata, schema::Features schema) {
  if (hub_metadata.empty()) return schema;
  const Result<boost::json::value> json = parse_json(hub_metadata);
  if (!json) return schema;
  const boost::json::value* info = find_member(*json, "info");
  const boost::json::value* features = info == nullptr ? nullptr : find_member(*info, "features");
  if (features == nullptr) return schema;
  const Result<schema::Features> named = schema::parse_features(boost::json::serialize(*features));
  if (!named) return schema;
  for (schema::FeatureField& field : schema) {
    const std::optional<std::size_t> at = schema::find_column(*named, field.name);
    if (at) field.type = named_where_it_fits((*named)[*at].type, std::move(field.type));
  }
  return schema;
}

schema::Feature named_where_it_fits(const schema::Feature& named, schema::Feature stored) {
  if (fits(named, stored)) return named;
  const bool are_lists =
      named.kind == schema::Feature::Kind::kList && stored.kind == schema::Feature::Kind::kList;
  const bool are_structs =
      named.kind == schema::Feature::Kind::kStruct &&
      stored.kind == schema::Feature::Kind::kStruct &&
      std::ranges::equal(named.children, stored.children, {}, &schema::FeatureField::name,
                         &schema::FeatureField::name);
  if (!are_lists && !are_structs) return stored;
  for (std::size_t i = 0; i < stored.children.size(); ++i) {
    schema::FeatureField& child = stored.children[i];
    child.type = named_where_it_fits(named.children[i].type, std::move(child.type));
  }
  return stored;
}

schema::Feature without_lengths(schema::Feature feature) {
  feature.length.reset();
  feature.measured_length = false;
  feature.declared_vector = false;
  for (schema::FeatureField& child : feature.children)
    child.type = without_lengths(std::move(child.type));
  return feature;
}

bool is_kept_as_it_comes(const schema::Feature& feature) {
  return feature.kind == schema::Feature::Kind::kOther ||
         std::ranges::any_of(feature.children, [](const schema::FeatureField& child) {
           return is_kept_as_it_comes(child.type);
         });
}

bool fits(const schema::Feature& named, const schema::Feature& stored) {
  if (stored.kind == schema::Feature::Kind::kOther)  // already taken from a footer
    return named.kind == schema::Feature::Kind::kOther &&
           schema::feature_label(named) == schema::feature_label(stored);
  if (named.kind == schema::Feature::Kind::kOther) return keeps(named, stored);
  if (named.kind == schema::Feature::Kind::kList && stored.kind == schema::Feature::Kind::kList)
    return fits(named.item(), stored.item());
  if (named.kind == schema::Feature::Kind::kStruct &&
      stored.kind == schema::Feature::Kind::kStruct) {
    return std::ranges::equal(named.children, stored.children,
                              [](const schema::FeatureField& a, const schema::FeatureField& b) {
                                return a.name == b.name && fits(a.type, b.type);
                              });
  }
  const Result<std::string> type = duck::sql_type(without_lengths(named));
  const Result<std::string> of_file = duck::sql_type(stored);
  return type && of_file && *type == *of_file;
}

std::string storable_type(const schema::Feature& feature) {
  return *duck::sql_type(feature);
}

std::string sql_file_list(const std::vector<source::SourceFile>& files) {
  std::vector<fs::path> paths;
  for (const source::SourceFile& file : files) paths.push_back(file.path);
  return duck::path_list_sql(paths);
}

std::string_view sql_compression(source::Compression compression) {
  switch (compression) {
    case source::Compression::kNone:
      return "uncompressed";
    case source::Compression::kGzip:
      return "gzip";
    case source::Compression::kZstd:
      return "zstd";
    case source::Compression::kOther:
      break;  // unpacked before it is read
  }
  return "uncompressed";
}

void say_gathered(std::vector<std::string> sentences, const std::string& what,
                  std::vector<std::string>& notices) {
  constexpr std::size_t kMostByThemselves = 3;
  if (sentences.size() <= kMostByThemselves) {
    std::ranges::move(sentences, std::back_inserter(notices));
    return;
  }
  std::string all = std::to_string(sentences.size()) + " " + what + ": ";
  for (std::size_t i = 0; i < kMostByThemselves; ++i) all += sentences[i] + ", ";
  notices.push_back(all + "and " + std::to_string(sentences.size() - kMostByThemselves) + " more");
}

std::vector<std::string> storable_names(const std::vector<std::string>& names,
                                        std::vector<std::string>& notices) {
  std::vector<std::string> out;
  std::vector<std::string> renamed_columns;
  std::set<std::string> taken;
  for (const std::string& name : names) taken.insert(ascii_lower(name));
  // DuckDB's own name for a row's position in its file, which every reader of ours asks for.
  std::set<std::string> used = {"file_row_number"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool blank = names[i].empty();
    std::string candidate = blank ? "column_" + std::to_string(i) : names[i];
    bool renamed = blank && taken.contains(candidate);
    for (int n = 1; renamed || used.contains(ascii_lower(candidate)); ++n) {
      candidate = (blank ? "column_" + std::to_string(i) : names[i]) + "_" + std::to_string(n);
      renamed = taken.contains(ascii_lower(candidate));
    }
    used.insert(ascii_lower(candidate));
    if (candidate != names[i]) {
      renamed_columns.push_back("column " + std::to_string(i + 1) + " (\"" + names[i] +
                                "\") is called \"" + candidate + "\"");
    }
    out.push_back(std::move(candidate));
  }
  say_gathered(std::move(renamed_columns), "columns have other names than the file gives them",
               notices);
  return out;
}

}  // namespace vitrine::ingest
