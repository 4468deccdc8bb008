#include "api/row_list.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace vitrine::api {
namespace {

/// Of a stream: few changes of thread, and little that waits for a slow reader.
constexpr std::size_t kPieceBytes = 256U << 10U;

Error too_many_bytes(std::size_t max_bytes) {
  return too_large("The rows asked for take more than " + std::to_string(max_bytes) +
                   " bytes; ask for fewer rows or columns.");
}

/// What a stream has still to send.
struct Rest {
  RowList list;
  std::size_t next = 0;  ///< The first row that was not sent.
  bool has_begun = false;
};

Result<bool> next_piece(Rest& rest, std::string& out) {
  if (!std::exchange(rest.has_begun, true)) out += rest.list.begin;
  const Status written = rest.list.write(rest.next, out, [&] {
    ++rest.next;
    return out.size() < kPieceBytes;
  });
  if (!written) return written.error();
  if (out.size() >= kPieceBytes) return true;
  out += rest.list.end;
  return false;
}

}  // namespace

Result<std::string> row_list_text(const RowList& list, std::size_t max_bytes) {
  std::string text = list.begin;
  const auto num_bytes = [&] { return text.size() - list.begin.size(); };
  const Status written = list.write(0, text, [&] { return num_bytes() <= max_bytes; });
  if (!written) return written.error();
  if (num_bytes() > max_bytes) return too_many_bytes(max_bytes);
  text += list.end;
  return text;
}

Result<http::Body> row_list_body(RowList list, std::size_t whole_bytes, std::size_t max_bytes) {
  std::string text = list.begin;
  std::size_t num_bytes = 0;  // that were written and are no longer kept
  bool is_whole = true;
  const Status written = list.write(0, text, [&] {
    const std::size_t kept = text.size() - (is_whole ? list.begin.size() : 0);
    if (is_whole && kept <= std::min(whole_bytes, max_bytes)) return true;
    is_whole = false;
    num_bytes += kept;
    text.clear();
    return num_bytes <= max_bytes;
  });
  if (!written) return written.error();
  if (is_whole) return http::Body(std::move(text) + list.end);
  if (num_bytes > max_bytes) return too_many_bytes(max_bytes);
  auto rest = std::make_shared<Rest>(Rest{std::move(list)});
  return http::Body(
      http::ChunkProducer([rest](std::string& out) { return next_piece(*rest, out); }));
}

}  // namespace vitrine::api
