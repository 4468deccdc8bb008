#include "ingest/partitions.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/ascii.h"
#include "duck/types.h"
#include "ingest/text_types.h"

namespace vitrine::ingest {
namespace {

/// What Hive and Spark call the folder of rows without a value.
constexpr std::string_view kNoValue = "__HIVE_DEFAULT_PARTITION__";

/// "a%2Fb" -> "a/b"; a '%' that no two hexadecimal digits follow stays.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// Not a name that a folder can have.
constexpr std::string_view kMediaFolder = "/media folder";

using Pair = std::pair<std::string, std::optional<std::string>>;

struct Folders {
  std::vector<Pair> pairs;  ///< Of those that stand right above the file, outermost first.
  std::vector<std::string> passed_over;  ///< Names of such with another folder below.
};

/// The folders between `folder` and the file.
Folders folders_of(const fs::path& folder, const fs::path& file) {
  Folders out;
  std::error_code ec;
  const fs::path inside = fs::absolute(file, ec)
                              .lexically_normal()
                              .lexically_relative(folder.lexically_normal())
                              .parent_path();
  for (const fs::path& part : inside) {
    const std::string name = part.string();
    if (name == "..") return {};
    const std::size_t equals = name.find('=');
    if (equals == 0 || equals == std::string::npos) {
      for (Pair& pair : out.pairs) out.passed_over.push_back(std::move(pair.first));
      out.pairs.clear();
      continue;
    }
    const std::string_view value = std::string_view(name).substr(equals + 1);
    out.pairs.emplace_back(unescaped(std::string_view(name).substr(0, equals)),
                           value == kNoValue ? std::nullopt : std::optional(unescaped(value)));
  }
  return out;
}

std::string partition_name(std::size_t key) {
  return "partition_" + std::to_string(key);
}

}  // namespace

Partitions::Partitions(const source::SourceConfig& config)
    : num_splits_(config.splits.size()), pieces_(config) {
  std::vector<source::SourceSplit> splits;
  for (std::size_t split = 0; split < config.splits.size(); ++split) {
    const source::SourceSplit& own = config.splits[split];
    for (const source::SourceFile& file : own.files) {
      Folders folders;
      if (!config.folder.empty()) folders = folders_of(config.folder, file.path);
      passed_over_.insert(folders.passed_over.begin(), folders.passed_over.end());
      std::vector<Pair>& pairs = folders.pairs;
      if (!file.media_folder.empty()) pairs.emplace_back(kMediaFolder, file.media_folder);
      for (const auto& [name, value] : pairs) {
        if (std::ranges::find(keys_, name) == keys_.end()) keys_.push_back(name);
      }
      Piece piece{split, std::vector<std::optional<std::string>>(keys_.size())};
      for (const auto& [name, value] : pairs) {
        const auto key = std::ranges::find(keys_, name) - keys_.begin();
        piece.values[static_cast<std::size_t>(key)] = value;
      }
      const bool goes_on = !of_pieces_.empty() && of_pieces_.back().split == split &&
                           of_pieces_.back().values == piece.values;
      if (!goes_on) {
        splits.push_back({own.name, {}});
        of_pieces_.push_back(std::move(piece));
      }
      splits.back().files.push_back(file);
    }
  }
  for (Piece& piece : of_pieces_) piece.values.resize(keys_.size());
  if (!keys_.empty()) pieces_.splits = std::move(splits);
}

std::string Partitions::from_of_split(const SourceColumns& source, std::size_t split,
                                      const std::vector<std::string>& types) const {
  std::string sql;
  for (std::size_t i = 0; i < of_pieces_.size(); ++i) {
    if (of_pieces_[i].split != split) continue;
    sql += sql.empty() ? "(SELECT *" : " UNION ALL SELECT *";
    for (std::size_t key = 0; key < keys_.size(); ++key) {
      const std::optional<std::string>& value = of_pieces_[i].values[key];
      const bool is_null = !value || (types[key] != "VARCHAR" && is_missing_word(*value));
      sql += ", CAST(" + (is_null ? std::string("NULL") : quote_literal(*value)) + " AS " +
             types[key] + ") AS " + partition_name(key);
    }
    sql += " FROM " + source.from[i];
  }
  return sql + ")";
}

void Partitions::join(SourceColumns& source) const {
  for (const std::string& name : passed_over_) {
    source.notices.push_back(
        "folders called \"" + name +
        "=...\" are no column: other folders stand between them and the files");
  }
  if (keys_.empty()) return;
  std::vector<std::string> types;
  for (std::size_t key = 0; key < keys_.size(); ++key) {
    TextEvidence evidence;
    if (keys_[key] == kMediaFolder) {
      types.emplace_back("VARCHAR");
      source.media_folder = "coalesce(" + partition_name(key) + ", '')";
      continue;
    }
    for (const Piece& piece : of_pieces_) {
      if (piece.values[key]) evidence.add(*piece.values[key]);
    }
    schema::Feature type = evidence.decide(keys_[key]).feature();
    types.push_back(storable_type(type));
    const std::string lower = ascii_lower(keys_[key]);
    const bool is_taken = std::ranges::any_of(source.columns, [&](const SourceColumn& column) {
      return ascii_lower(column.name) == lower;
    });
    if (is_taken) {
      source.notices.push_back("folders are called \"" + keys_[key] +
                               "=...\": the column of the files is kept");
      continue;
    }
    source.columns.push_back({keys_[key], partition_name(key), std::move(type)});
    source.notices.push_back("column \"" + keys_[key] + "\" is what folders called \"" +
                             keys_[key] + "=...\" say");
  }
  std::vector<std::string> from;
  std::vector<std::uint64_t> num_rows(source.num_rows.empty() ? 0 : num_splits_);
  for (std::size_t split = 0; split < num_splits_; ++split)
    from.push_back(from_of_split(source, split, types));
  for (std::size_t i = 0; i < source.num_rows.size(); ++i)
    num_rows[of_pieces_[i].split] += source.num_rows[i];
  source.from = std::move(from);
  source.num_rows = std::move(num_rows);
  source.keeps_parquet = false;
}

std::string Partitions::text() const {
  std::string out;
  for (std::size_t i = 0; i < of_pieces_.size() && !keys_.empty(); ++i) {
    out += std::to_string(pieces_.splits[i].files.size());
    for (std::size_t key = 0; key < keys_.size(); ++key)
      out += "/" + keys_[key] + "=" + of_pieces_[i].values[key].value_or(std::string(kNoValue));
    out += '\n';
  }
  return out;
}

}  // namespace vitrine::ingest
