#include "formats/arrow_messages.h"

#include <cstring>
#include <optional>

namespace vitrine::formats {
namespace {

constexpr std::string_view kMagic = "ARROW1";
constexpr std::uint64_t kMagicBytes = 8;  // with two of padding
constexpr std::uint32_t kContinuation = 0xFFFFFFFF;
constexpr std::size_t kMaxMetadataBytes = std::size_t{256} << 20U;
/// Values of the union MessageHeader in Message.fbs.
enum HeaderType : std::uint8_t { kSchema = 1, kDictionaryBatch = 2, kRecordBatch = 3 };
/// The first whose buffers are laid out as today.
constexpr std::int16_t kVersion4 = 3;

Error damaged() {
  return corrupt("a message of the Arrow file is damaged");
}

Result<std::uint32_t> read_word(const RandomFile& file, std::uint64_t at) {
  std::string bytes;
  if (Status status = file.read(at, 4, bytes); !status) return std::move(status).error();
  std::uint32_t word = 0;
  std::memcpy(&word, bytes.data(), 4);
  return word;
}

/// A message's place: [at, at + length) of the file is its FlatBuffer. Nothing at the end.
struct Place {
  std::uint64_t at = 0;
  std::uint64_t length = 0;
};

/// The framing: since version 0.15 a mark of four bytes in front of the length.
Result<std::optional<Place>> read_frame(const RandomFile& file, std::uint64_t at) {
  if (at == file.size()) return std::optional<Place>();  // a stream may end without a mark
  Result<std::uint32_t> word = read_word(file, at);
  if (!word) return std::move(word).error();
  at += 4;
  if (*word == kContinuation) {
    word = read_word(file, at);
    if (!word) return std::move(word).error();
    at += 4;
  }
  if (*word == 0) return std::optional<Place>();
  if (*word > kMaxMetadataBytes || *word > file.size() - at) return damaged();
  return std::optional<Place>(Place{at, *word});
}

class Lister {
 public:
  explicit Lister(const RandomFile& file) : file_(file) {}

  Status read_stream(std::uint64_t at);
  Status read_file();
  ArrowListing take() { return std::move(listing_); }

 private:
  /// Reads the message there; returns where the next one is.
  Result<std::uint64_t> add(const Place& place);
  Status add_schema(FlatView& view, const FlatTable& schema);
  Status add_blocks(FlatView& view, const FlatTable& footer, unsigned id);

  const RandomFile& file_;
  ArrowListing listing_;
  bool has_schema_ = false;
};

Status Lister::add_schema(FlatView& view, const FlatTable& table) {
  Result<ArrowSchema> schema = parse_arrow_schema(view, table);
  if (!schema) return std::move(schema).error();
  listing_.schema = *std::move(schema);
  has_schema_ = true;
  return {};
}

Result<std::uint64_t> Lister::add(const Place& place) {
  std::string bytes;
  if (Status status = file_.read(place.at, place.length, bytes); !status)
    return std::move(status).error();
  FlatView view(bytes);
  const FlatTable message = view.root();
  const auto type = message.number<std::uint8_t>(1);
  const auto body = message.number<std::int64_t>(3);
  const std::uint64_t body_at = place.at + place.length;
  if (view.damaged() || body < 0 || static_cast<std::uint64_t>(body) > file_.size() - body_at)
    return damaged();
  if (message.number<std::int16_t>(0) < kVersion4)
    return unsupported(
        "its Arrow metadata is older than version 4: write it with Arrow 0.8 or later");
  const FlatTable header = message.table(2);
  const auto body_length = static_cast<std::uint64_t>(body);
  if (type == kSchema && !has_schema_) {
    if (Status status = add_schema(view, header); !status) return std::move(status).error();
  } else if (type == kRecordBatch || type == kDictionaryBatch) {
    const auto rows = header.number<std::int64_t>(0);
    const bool is_batch = type == kRecordBatch;
    if (view.damaged() || !header || (is_batch && rows < 0)) return damaged();
    listing_.messages.push_back({!is_batch, place.at, place.length, body_at, body_length,
                                 is_batch ? static_cast<std::uint64_t>(rows) : 0});
  } else {
    return unsupported("it holds Arrow messages that are neither tables nor dictionaries");
  }
  return body_at + body_length;
}

Status Lister::read_stream(std::uint64_t at) {
  while (true) {
    const Result<std::optional<Place>> place = read_frame(file_, at);
    if (!place) return place.error();
    if (!*place) break;
    const Result<std::uint64_t> next = add(**place);
    if (!next) return next.error();
    if (!has_schema_) return corrupt("the Arrow stream does not begin with a schema");
    at = *next;
  }
  return has_schema_ ? Status() : Status(corrupt("the Arrow stream does not begin with a schema"));
}

/// Messages that the footer lists: field 2 dictionaries, 3 record batches.
Status Lister::add_blocks(FlatView& view, const FlatTable& footer, unsigned id) {
  const FlatVector blocks = footer.vector(id, 24);
  for (std::size_t i = 0; i < blocks.size; ++i) {
    const auto offset = footer.at<std::int64_t>(blocks, 24 * i);
    if (view.damaged() || offset < 0 || static_cast<std::uint64_t>(offset) > file_.size())
      return damaged();
    const Result<std::optional<Place>> place =
        read_frame(file_, static_cast<std::uint64_t>(offset));
    if (!place) return place.error();
    if (!*place) return damaged();
    if (const Result<std::uint64_t> next = add(**place); !next) return next.error();
    if (listing_.messages.empty() || listing_.messages.back().is_dictionary != (id == 2))
      return damaged();
  }
  return {};
}

Status Lister::read_file() {
  constexpr std::uint64_t kTail = 4 + kMagic.size();
  std::string tail;
  const std::uint64_t size = file_.size();
  if (size < kMagicBytes + kTail)
    return corrupt("the Arrow file was cut short: copy or write it again");
  if (Status status = file_.read(size - kTail, kTail, tail); !status) return status;
  if (!tail.ends_with(kMagic))
    return corrupt(
        "the Arrow file was cut short, as it does not end with ARROW1: copy or write it again");
  std::uint32_t length = 0;
  std::memcpy(&length, tail.data(), 4);
  if (length > kMaxMetadataBytes || length > size - kTail - kMagicBytes)
    return corrupt("the footer of the Arrow file is damaged");
  std::string bytes;
  if (Status status = file_.read(size - kTail - length, length, bytes); !status) return status;
  FlatView view(bytes);
  const FlatTable footer = view.root();
  const FlatTable schema = footer.table(1);
  if (view.damaged() || !schema) return corrupt("the footer of the Arrow file is damaged");
  if (Status status = add_schema(view, schema); !status) return status;
  if (Status status = add_blocks(view, footer, 2); !status) return status;
  return add_blocks(view, footer, 3);
}

}  // namespace

Result<ArrowListing> list_arrow_messages(const RandomFile& file) {
  std::string head;
  if (Status status = file.read(0, std::min<std::uint64_t>(file.size(), kMagicBytes), head);
      !status)
    return std::move(status).error();
  Lister lister(file);
  Status status = head.starts_with(kMagic) ? lister.read_file() : lister.read_stream(0);
  if (!status) return std::move(status).error();
  return lister.take();
}

}  // namespace vitrine::formats
