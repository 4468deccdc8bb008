#include "source/saved_dataset.h"

#include "base/json_parse.h"

namespace vitrine::source {
namespace {

constexpr std::uint64_t kMaxStateBytes = std::uint64_t{16} << 20U;
constexpr std::string_view kState = "state.json";
constexpr std::string_view kSplits = "dataset_dict.json";

Error damaged(const fs::path& file) {
  return corrupt(file.string() + " is not what save_to_disk writes");
}

Result<boost::json::value> read_json(const fs::path& path) {
  const Result<std::string> text = read_file(path, kMaxStateBytes);
  if (!text) return text.error();
  Result<boost::json::value> json = parse_json(*text);
  if (!json) return std::move(json).error().in(path.string());
  return json;
}

/// A name of one part, so that it stays where it is looked for.
bool is_plain(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos;
}

/// Whether files of Arrow lie beside it: `state.json` and `dataset_info.json` are names that others
/// give their files too.
bool has_arrow_files(const fs::path& folder) {
  std::error_code ec;
  for (fs::directory_iterator at(folder, ec), end; !ec && at != end; at.increment(ec)) {
    if (at->path().extension() == ".arrow") return true;
  }
  return false;
}

bool names_data_files(const fs::path& state) {
  const Result<boost::json::value> json = read_json(state);
  return json && find_member(*json, "_data_files") != nullptr;
}

/// Files in the order in which state.json has them.
Result<NamedSplit> read_state(const fs::path& folder, const fs::path& inside, std::string name) {
  const fs::path path = folder / inside / kState;
  const Result<boost::json::value> state = read_json(path);
  if (!state) return state.error();
  const boost::json::value* files = find_member(*state, "_data_files");
  if (files == nullptr || !files->is_array()) return damaged(path);
  if (name.empty()) name = string_member(*state, "_split").value_or("train");
  NamedSplit split{std::move(name), {}};
  for (const boost::json::value& file : files->get_array()) {
    const auto filename = string_member(file, "filename");
    if (!filename || !is_plain(*filename)) return damaged(path);
    split.files.push_back(inside / std::string(*filename));
  }
  if (split.files.empty()) return invalid_argument(path.string() + " names no data files");
  return split;
}

}  // namespace

Result<std::optional<std::vector<NamedSplit>>> saved_splits(const fs::path& folder) {
  std::error_code ec;
  std::vector<NamedSplit> splits;
  if (fs::exists(folder / kSplits, ec)) {
    const Result<boost::json::value> json = read_json(folder / kSplits);
    if (!json) return json.error();
    const boost::json::value* names = find_member(*json, "splits");
    if (names == nullptr || !names->is_array()) return damaged(folder / kSplits);
    for (const boost::json::value& value : names->get_array()) {
      if (!value.is_string() || !is_plain(value.get_string())) return damaged(folder / kSplits);
      const std::string name(value.get_string());
      Result<NamedSplit> split = read_state(folder, name, name);
      if (!split) return std::move(split).error();
      splits.push_back(*std::move(split));
    }
    if (splits.empty()) return damaged(folder / kSplits);
  } else if (fs::exists(folder / kState, ec) && fs::exists(folder / "dataset_info.json", ec) &&
             (has_arrow_files(folder) || names_data_files(folder / kState))) {
    Result<NamedSplit> split = read_state(folder, "", "");
    if (!split) return std::move(split).error();
    splits.push_back(*std::move(split));
  } else {
    return std::optional<std::vector<NamedSplit>>();
  }
  return std::optional<std::vector<NamedSplit>>(std::move(splits));
}

}  // namespace vitrine::source
