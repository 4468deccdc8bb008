#include "source/webdataset.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/ascii.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "source/file_format.h"
#include "source/media_folder.h"
#include "source/written_split.h"

namespace vitrine::source {
namespace {

constexpr std::uint64_t kMaxTextBytes = std::uint64_t{16} << 20U;

/// "a/0001" and "seg.png" of "a/0001.seg.png".
std::pair<std::string, std::string> key_and_ending(const fs::path& member) {
  const std::string name = member.filename().string();
  const std::size_t dot = std::min(name.find('.'), name.size());
  return {(member.parent_path() / name.substr(0, dot)).generic_string(),
          ascii_lower(name.substr(std::min(dot + 1, name.size())))};
}

bool is_media(const std::string& ending) {
  return schema::media_type_of("x." + ending).has_value();
}

bool is_beside(const std::string& ending) {
  return ending == "json" || ending == "txt" || ending == "cls";
}

std::optional<std::int64_t> integer_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string without_line_end(std::string text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

/// The members of one row, by ending.
using Row = std::map<std::string, fs::path>;

/// Writes the rows of all shards.
class Rows {
 public:
  explicit Rows(const std::vector<Shard>& shards) : shards_(shards) {}

  Status read_classes();
  Status write(FileWriter& writer);
  Status add_media(SourceSplit& split) const;
  std::set<std::string> endings_left_out() const;

 private:
  template <typename Visit>
  Status for_each_row(Visit visit) const;
  Status append(std::string& line, const Shard& shard, const std::string& ending,
                const fs::path& member) const;

  const std::vector<Shard>& shards_;
  bool classes_are_integers_ = true;
};

template <typename Visit>
Status Rows::for_each_row(Visit visit) const {
  for (const Shard& shard : shards_) {
    std::map<std::string, Row> rows;
    for (const fs::path& member : shard.members.files) {
      const auto [key, ending] = key_and_ending(member);
      if (!ending.empty()) rows[key].emplace(ending, member);  // else a README or the like
    }
    for (const auto& [key, row] : rows) {
      if (Status status = visit(shard, key, row); !status) return status;
    }
  }
  return {};
}

Result<std::string> text_of(const Shard& shard, const fs::path& member) {
  Result<std::string> text = read_file(shard.scratch->path() / member, kMaxTextBytes);
  if (!text) return std::move(text).error().in(shard.name);
  if (!is_valid_utf8(*text))
    return corrupt(shard.name + ": " + member.generic_string() + " is no UTF-8");
  return without_line_end(*std::move(text));
}

Status Rows::read_classes() {
  return for_each_row([&](const Shard& shard, const std::string&, const Row& row) -> Status {
    const auto member = row.find("cls");
    if (member == row.end() || !classes_are_integers_) return {};
    const Result<std::string> text = text_of(shard, member->second);
    if (!text) return text.error();
    classes_are_integers_ = integer_of(*text).has_value();
    return {};
  });
}

Status Rows::append(std::string& line, const Shard& shard, const std::string& ending,
                    const fs::path& member) const {
  if (!is_media(ending) && !is_beside(ending)) return {};
  line += ',';
  append_json_string(line, ending);
  line += ':';
  if (is_media(ending)) {
    append_json_string(line, shard.name + "/" + member.generic_string());
    return {};
  }
  const Result<std::string> text = text_of(shard, member);
  if (!text) return text.error();
  if (ending == "json") {
    const Result<boost::json::value> value = parse_json(*text);
    if (!value) return Error(value.error()).in(shard.name + ": " + member.generic_string());
    // As it is written, to the last digit; in one line.
    std::string flat = *text;
    std::ranges::replace_if(flat, [](char c) { return c == '\n' || c == '\r'; }, ' ');
    line += flat;
  } else if (ending == "cls" && classes_are_integers_) {
    append_json_number(line, *integer_of(*text));
  } else {
    append_json_string(line, *text);
  }
  return {};
}

Status Rows::write(FileWriter& writer) {
  return for_each_row([&](const Shard& shard, const std::string& key, const Row& row) -> Status {
    std::string line = "{\"__key__\":";
    append_json_string(line, key);
    for (const auto& [ending, member] : row) {
      if (Status status = append(line, shard, ending, member); !status) return status;
    }
    return writer.write(line + "}\n");
  });
}

Status Rows::add_media(SourceSplit& split) const {
  for (const Shard& shard : shards_) {
    for (const fs::path& member : shard.members.files) {
      const std::string ending = key_and_ending(member).second;
      const std::optional<schema::MediaType> type = schema::media_type_of("x." + ending);
      if (!type) continue;
      Result<MediaFile> file =
          media_file(shard.scratch->path() / member, shard.name + "/" + member.generic_string());
      if (!file) return std::move(file).error();
      split.media.push_back(*std::move(file));
      const bool known = std::ranges::find(split.media_columns, ending, &MediaColumn::column) !=
                         split.media_columns.end();
      if (!known) split.media_columns.push_back({ending, ending, type->kind});
    }
  }
  std::ranges::sort(split.media, {}, &MediaFile::key);
  return {};
}

std::set<std::string> Rows::endings_left_out() const {
  std::set<std::string> endings;
  for (const Shard& shard : shards_) {
    for (const fs::path& member : shard.members.files) {
      const std::string ending = key_and_ending(member).second;
      if (!ending.empty() && !is_media(ending) && !is_beside(ending)) endings.insert(ending);
    }
  }
  return endings;
}

}  // namespace

bool is_webdataset(const FolderListing& members) {
  struct Members {
    bool media = false;
    bool more = false;
    std::size_t beside = 0;
  };
  std::map<std::string, Members> rows;
  for (const fs::path& member : members.files) {
    const auto [key, ending] = key_and_ending(member);
    if (!is_valid_utf8(member.generic_string())) return false;
    const std::optional<NamedFormat> named = format_of_name(member.filename().string());
    const bool is_table = named && named->format != FileFormat::kJson &&
                          named->format != FileFormat::kText && named->format != FileFormat::kNumpy;
    if (is_table) return false;
    if (ending.empty()) continue;
    Members& row = rows[key];
    row.more |= row.media || is_beside(ending);
    row.media |= is_media(ending);
    row.beside += is_beside(ending) ? 1U : 0U;
  }
  // Without media several rows say so, each of several members.
  const auto has_several = [](const auto& row) { return row.second.beside > 1; };
  if (rows.size() > 1 && std::ranges::all_of(rows, has_several)) return true;
  return std::ranges::any_of(rows,
                             [](const auto& row) { return row.second.media && row.second.more; });
}

Result<SourceSplit> webdataset_split(const std::string& name, std::vector<Shard> shards,
                                     const UnpackOptions& options) {
  Rows rows(shards);
  if (Status status = rows.read_classes(); !status) return std::move(status).error();
  Result<SourceSplit> split =
      written_split(name, [&](FileWriter& writer) { return rows.write(writer); }, options);
  if (!split) return split;
  if (Status status = rows.add_media(*split); !status) return std::move(status).error();
  for (const std::string& ending : rows.endings_left_out())
    split->notices.push_back("members ending in ." + ending + " are not read");
  for (Shard& shard : shards) split->scratch.push_back(std::move(shard.scratch));
  return split;
}

}  // namespace vitrine::source
