#include "ingest/media_columns.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "duck/types.h"

namespace vitrine::ingest {
namespace {

constexpr std::array<std::string_view, 2> kSuffixes = {"_file_name", "_file_names"};
constexpr std::string_view kLists = "file_names";
/// A member of a list of names, in SQL.
constexpr std::string_view kMember = "media_name";
constexpr std::string_view kAbsent = "there is no such file";

/// What the config names, and columns called file_names or like picture_file_name(s): of the kind
/// that the config has.
std::vector<source::MediaColumn> wanted_columns(const SourceScan& scan,
                                                const SourceColumns& source) {
  std::vector<source::MediaColumn> wanted;
  for (const source::SourceSplit& split : scan.config.splits) {
    for (const source::MediaColumn& column : split.media_columns) {
      if (std::ranges::find(wanted, column.column, &source::MediaColumn::column) == wanted.end())
        wanted.push_back(column);
    }
  }
  if (wanted.empty()) return wanted;
  const schema::MediaKind kind = wanted.front().kind;
  wanted.push_back({std::string(kLists), std::string(schema::media_column_name(kind)) + "s", kind});
  for (const SourceColumn& column : source.columns) {
    const std::string_view name = column.name;
    for (const std::string_view suffix : kSuffixes) {
      if (name.ends_with(suffix) && name.size() > suffix.size())
        wanted.push_back(
            {column.name, std::string(name.substr(0, name.size() - suffix.size())), kind});
    }
  }
  const auto has = [&](const std::string& name) {
    return std::ranges::find(source.columns, name, &SourceColumn::name) != source.columns.end();
  };
  std::erase_if(wanted, [&](const source::MediaColumn& column) { return !has(column.column); });
  for (source::MediaColumn& column : wanted) {
    if (has(column.shown_as)) column.shown_as = column.column;  // the name is taken
  }
  return wanted;
}

/// A name as people write it as the key that it means, behind the folder that it is relative to.
std::string key_expression(const std::string& name, const std::string& folder) {
  const std::string key = "regexp_replace(replace(" + name + ", chr(92), '/'), '^([.]/)+', '')";
  return folder.empty() ? key : "(" + folder + " || " + key + ")";
}

bool is_list_of_text(const schema::Feature& type) {
  return type.kind == schema::Feature::Kind::kList && type.item().is_text();
}

std::string in_list(const std::vector<std::string>& values) {
  std::string out = "(";
  for (const std::string& value : values) {
    if (out.size() > 1) out += ", ";
    out += quote_literal(value);
  }
  return out + ")";
}

/// What the rows of one split name in one column.
struct Names {
  std::map<std::string, std::vector<std::string>> problems;  ///< Keys by what is wrong with them.
  std::vector<std::string> without_address;
  std::map<std::string, std::string> types;  ///< Content types by ending.
};

class SplitMedia {
 public:
  explicit SplitMedia(const std::vector<source::MediaFile>& files) : files_(files) {}

  void add(const std::string& key, Names& names) {
    const auto file = std::ranges::lower_bound(files_, key, {}, &source::MediaFile::key);
    if (file == files_.end() || file->key != key) {
      names.problems[std::string(kAbsent)].push_back(key);
      names.without_address.push_back(key);
      return;
    }
    named_.insert(key);
    if (!file->problem.empty()) names.problems[file->problem].push_back(key);
    if (file->size_bytes == 0) names.without_address.push_back(key);
    const std::optional<schema::MediaType> type = schema::media_type_of(key);
    if (type) names.types[ending_of(key)] = type->content_type;
  }

  std::vector<source::MediaFile> named() const {
    std::vector<source::MediaFile> out;
    std::ranges::copy_if(files_, std::back_inserter(out),
                         [&](const source::MediaFile& file) { return named_.contains(file.key); });
    return out;
  }
  std::size_t num_unnamed() const { return files_.size() - named_.size(); }

 private:
  static std::string ending_of(const std::string& key) { return key.substr(key.rfind('.')); }

  const std::vector<source::MediaFile>& files_;
  std::set<std::string> named_;
};

Result<Names> read_names(const SourceScan& scan, const std::string& key, const std::string& from,
                         SplitMedia& media) {
  Result<duck::QueryResult> result = scan.connection.query(
      "SELECT DISTINCT " + key + " AS k FROM " + from + " WHERE k IS NOT NULL ORDER BY k", {},
      scan.stop);
  if (!result) return std::move(result).error();
  Names names;
  duck::Chunk chunk;
  while (true) {
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error();
    if (!*more) return names;
    for (std::size_t row = 0; row < chunk.rows(); ++row)
      media.add(std::string(chunk.column(0).text(row)), names);
  }
}

std::string problem_expression(const std::string& key, const Names& names) {
  std::string out = "CASE";
  for (const auto& [problem, keys] : names.problems)
    out += " WHEN " + key + " IN " + in_list(keys) + " THEN " + quote_literal(problem);
  return names.problems.empty() ? "CAST(NULL AS VARCHAR)" : out + " END";
}

/// The struct over a column `key` of keys and the text that it was made of.
std::string value_expression(const std::string& key, const std::string& written,
                             const std::string& address, const Names& names, bool has_problems) {
  std::string src = quote_literal(address) + " || replace(url_encode(" + key + "), '%2F', '/')";
  if (!names.without_address.empty())
    src = "CASE WHEN " + key + " IN " + in_list(names.without_address) + " THEN NULL ELSE " + src +
          " END";
  std::string type = "CASE regexp_extract(" + key + ", '[.][^.]*$')";
  for (const auto& [ending, content_type] : names.types)
    type += " WHEN " + quote_literal(ending) + " THEN " + quote_literal(content_type);
  type = names.types.empty() ? "CAST(NULL AS VARCHAR)" : type + " END";
  std::string value = "{'src': " + src + ", 'type': " + type + ", 'path': " + written;
  if (has_problems) value += ", 'problem': " + problem_expression(key, names);
  return "CASE WHEN " + key + " IS NULL THEN NULL ELSE " + value + "} END";
}

/// One column in all splits.
Status show_column(const SourceScan& scan, const source::MediaColumn& wanted, std::size_t position,
                   std::vector<SplitMedia>& media, SourceColumns& source) {
  auto column = std::ranges::find(source.columns, wanted.column, &SourceColumn::name);
  const bool is_list = is_list_of_text(column->type);
  if (!column->type.is_text() && !is_list) return {};
  const std::string name = is_list ? std::string(kMember) : column->expression;
  const std::string name_key = key_expression(name, source.media_folder);
  std::vector<Names> names;
  bool has_problems = false;
  for (std::size_t i = 0; i < media.size(); ++i) {
    // The folder of a list's members stands beside them.
    const std::string from = is_list ? "(SELECT *, unnest(" + column->expression + ") AS " +
                                           std::string(kMember) + " FROM " + source.from[i] + ")"
                                     : source.from[i];
    Result<Names> read = read_names(scan, name_key, from, media[i]);
    if (!read) return std::move(read).error();
    has_problems |= !read->problems.empty();
    names.push_back(*std::move(read));
  }
  const std::string key = quote_identifier("__media_key_" + std::to_string(position));
  const std::string shown = quote_identifier("__media_" + std::to_string(position));
  for (std::size_t i = 0; i < media.size(); ++i) {
    const std::string address = scan.config.media_address + scan.config.splits[i].name + "/";
    if (is_list) {
      source.from[i] = "(SELECT *, list_transform(" + column->expression + ", lambda " +
                       std::string(kMember) + ": " +
                       value_expression(name_key, name, address, names[i], has_problems) + ") AS " +
                       shown + " FROM " + source.from[i] + ")";
      continue;
    }
    source.from[i] = "(SELECT *, " +
                     value_expression(key, column->expression, address, names[i], has_problems) +
                     " AS " + shown + " FROM (SELECT *, " + name_key + " AS " + key + " FROM " +
                     source.from[i] + "))";
  }
  std::size_t count = 0;
  for (const Names& split : names) {
    for (const auto& [problem, keys] : split.problems) count += keys.size();
  }
  if (count > 0)
    source.notices.push_back("column \"" + wanted.shown_as + "\": " + std::to_string(count) +
                             (count == 1 ? " file is" : " files are") +
                             " empty, damaged or not there, which their values say");
  Result<schema::Feature> type = schema::parse_feature(schema::media_feature_json(wanted.kind));
  if (!type) return std::move(type).error();
  *column = {wanted.shown_as, shown,
             is_list ? schema::Feature::list(*std::move(type)) : *std::move(type)};
  return {};
}

}  // namespace

Result<NamedMedia> show_media(const SourceScan& scan, SourceColumns& source) {
  NamedMedia out(scan.config.splits.size());
  const std::vector<source::MediaColumn> wanted = wanted_columns(scan, source);
  if (wanted.empty()) return out;
  std::vector<SplitMedia> media;
  for (const source::SourceSplit& split : scan.config.splits) media.emplace_back(split.media);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (Status status = show_column(scan, wanted[i], i, media, source); !status)
      return std::move(status).error();
  }
  source.keeps_parquet = false;
  std::size_t unnamed = 0;
  for (std::size_t i = 0; i < media.size(); ++i) {
    out[i] = media[i].named();
    unnamed += media[i].num_unnamed();
  }
  if (unnamed > 0)
    source.notices.push_back(std::to_string(unnamed) +
                             (unnamed == 1 ? " media file is" : " media files are") +
                             " left out: no row names " + (unnamed == 1 ? "it" : "them"));
  return out;
}

}  // namespace vitrine::ingest
