#include "store/copy_mark.h"

#include "base/durable.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "base/sealed_json.h"

namespace vitrine::store {
namespace {

constexpr int kVersion = 1;
constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 28U;

Result<CopyMark> parse_mark(std::string_view sealed) {
  const Result<std::string> text = unseal_json(sealed, {.first_sealed = 1, .today = kVersion});
  if (!text) return text.error();
  const Result<boost::json::value> value = parse_json(*text);
  if (!value) return corrupt(value.error().message());
  const auto origin = string_member(*value, "origin");
  const auto is_whole = bool_member(*value, "whole");
  const boost::json::value* manifests = find_member(*value, "manifests");
  if (!origin || !is_whole || manifests == nullptr || !manifests->is_object())
    return corrupt("it lacks a member");
  CopyMark mark{std::string(*origin), *is_whole};
  for (const auto& [id, hash] : manifests->get_object()) {
    Result<DatasetName> name = DatasetName::parse(id);
    if (!name || !hash.is_string()) return corrupt("it names no dataset by \"manifests\"");
    mark.manifests.emplace(*std::move(name), hash.get_string());
  }
  return mark;
}

}  // namespace

Result<std::optional<CopyMark>> read_copy_mark(Storage& storage, const fs::path& home) {
  const Result<std::string> text = storage.read(home / kCopyMarkFile, kMaxBytes);
  if (!text && text.error().code() == ErrorCode::kNotFound) return std::optional<CopyMark>();
  if (!text) return text.error();
  Result<CopyMark> mark = parse_mark(*text);
  if (!mark) return std::move(mark).error().in("the library's " + std::string(kCopyMarkFile));
  return std::optional(*std::move(mark));
}

Status write_copy_mark(Storage& storage, const fs::path& home, const CopyMark& mark) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("version", kVersion).member("origin", mark.origin);
  json.member("whole", mark.is_whole).key("manifests").begin_object();
  for (const auto& [dataset, hash] : mark.manifests) json.member(dataset.id(), hash);
  json.end_object().end_object();
  return write_durably(storage, home / kCopyMarkFile, seal_json(out));
}

Status refuse_if_copy(Storage& storage, const fs::path& home) {
  const Result<std::optional<CopyMark>> mark = read_copy_mark(storage, home);
  if (!mark) return mark.error();
  if (!*mark) return {};
  return unsupported("this library is a copy of " + (*mark)->origin +
                     ": change it there, or delete " + (home / kCopyMarkFile).string() +
                     " to make a library of its own of it");
}

}  // namespace vitrine::store
