#include "ingest/vector_lengths.h"

#include <algorithm>

namespace vitrine::ingest {
namespace {

constexpr std::int64_t kLeastNamed = 2;
constexpr std::int64_t kMaxLength = 65'536;

struct Lengths {
  bool any = false;      ///< There is a list.
  bool differ = false;   ///< In length, or some have null members.
  std::int64_t low = 0;  ///< The one length, unless they differ.
};

Result<Lengths> list_lengths(const SourceScan& scan, const std::vector<std::string>& from,
                             const std::string& column) {
  std::string lengths;
  for (const std::string& split : from) {
    lengths += (lengths.empty() ? "" : " UNION ALL ") +
               ("SELECT min(len(" + column + ")) AS low, max(len(" + column +
                ")) AS high, coalesce(bool_or(list_count(" + column + ") <> len(" + column +
                ")), false) AS holes FROM ") +
               split;
  }
  Result<duck::QueryResult> result = scan.connection.query(
      "SELECT min(low)::BIGINT, max(high)::BIGINT, bool_or(holes) FROM (" + lengths + ")", {},
      scan.stop);
  if (!result) return std::move(result).error();
  duck::Chunk chunk;
  const Result<bool> more = result->next(chunk);
  if (!more) return more.error();
  Lengths out;
  if (!*more || chunk.column(0).is_null(0)) return out;
  out.any = true;
  out.low = chunk.column(0).int64(0);
  out.differ = out.low != chunk.column(1).int64(0) || chunk.column(2).boolean(0);
  return out;
}

}  // namespace

Status settle_vector_lengths(const SourceScan& scan, const std::vector<std::string>& from,
                             const std::vector<std::string>& expressions, PromisedLengths promised,
                             schema::Features& features) {
  for (std::size_t i = 0; i < features.size(); ++i) {
    schema::Feature& type = features[i].type;
    if (type.kind != schema::Feature::Kind::kList || !type.item().is_float()) continue;
    if (type.length && promised == PromisedLengths::kTrusted) continue;
    const Result<Lengths> found = list_lengths(scan, from, expressions[i]);
    if (!found) return found.error();
    if (!found->any) continue;
    const bool is_declared = type.length && *type.length == found->low;
    const std::vector<std::string>& named = scan.config.reading.vectors;
    const bool is_named = schema::names_vector(features[i].name) ||
                          std::ranges::find(named, features[i].name) != named.end();
    const bool is_vector = found->low >= (is_named ? kLeastNamed : schema::kLeastVectorLength) &&
                           found->low <= kMaxLength;
    if (!found->differ && (is_declared || is_vector)) {
      type.length = static_cast<std::uint32_t>(found->low);
      type.measured_length = !is_declared;
    } else {
      type.length.reset();
      type.declared_vector = false;
    }
  }
  return {};
}

}  // namespace vitrine::ingest
