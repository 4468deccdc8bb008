#include "formats/arrow_array.h"

#include <lz4frame.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>

namespace vitrine::formats {
namespace {

/// Of all compressed buffers of one batch, which are in memory together.
constexpr std::uint64_t kMaxBufferBytes = std::uint64_t{4} << 30U;
/// Rows of columns that take no bytes, which a file of any size can promise.
constexpr std::uint64_t kMaxEmptyRows = std::uint64_t{1} << 31U;
constexpr std::uint64_t kMaxEmptyMembers = std::uint64_t{1} << 24U;
constexpr std::size_t kViewBytes = 16;

Error damaged() {
  return corrupt("the data of a record batch is damaged");
}

Error too_heavy() {
  return too_large("a compressed record batch holds more than 4 GiB: write smaller batches");
}

struct Lz4Freer {
  void operator()(LZ4F_dctx* context) const { LZ4F_freeDecompressionContext(context); }
};

/// Appends to `out`, which may grow to `size` bytes, so that memory follows what really comes out.
Status unpack_lz4(std::string_view packed, std::uint64_t size, std::string& out) {
  LZ4F_dctx* raw = nullptr;
  if (LZ4F_isError(LZ4F_createDecompressionContext(&raw, LZ4F_VERSION)) != 0U) return damaged();
  const std::unique_ptr<LZ4F_dctx, Lz4Freer> context(raw);
  while (out.size() < size && !packed.empty()) {
    const std::size_t before = out.size();
    out.resize(std::min<std::uint64_t>(size, before + (std::size_t{1} << 20U)));
    std::size_t made = out.size() - before;
    std::size_t taken = packed.size();
    const std::size_t rest =
        LZ4F_decompress(context.get(), out.data() + before, &made, packed.data(), &taken, nullptr);
    out.resize(before + made);
    packed.remove_prefix(taken);
    if (LZ4F_isError(rest) != 0U || (made == 0 && taken == 0)) return damaged();
  }
  return {};
}

Status unpack_zstd(std::string_view packed, std::uint64_t size, std::string& out) {
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                     ZSTD_freeDCtx);
  ZSTD_inBuffer input = {packed.data(), packed.size(), 0};
  while (out.size() < size && input.pos < input.size) {
    const std::size_t before = out.size();
    const std::size_t taken = input.pos;
    out.resize(std::min<std::uint64_t>(size, before + (std::size_t{1} << 20U)));
    ZSTD_outBuffer output = {out.data() + before, out.size() - before, 0};
    const std::size_t rest = ZSTD_decompressStream(context.get(), &output, &input);
    out.resize(before + output.pos);
    if (ZSTD_isError(rest) != 0U || (output.pos == 0 && input.pos == taken)) return damaged();
  }
  return {};
}

/// Arrow's rule for a compressed buffer: its real size as int64 in front, -1 if it is stored plain.
Status unpack(ArrowCodec codec, std::string_view packed, std::string& out) {
  if (packed.size() < sizeof(std::int64_t)) return damaged();
  std::int64_t size = 0;
  std::memcpy(&size, packed.data(), sizeof(size));
  packed.remove_prefix(sizeof(size));
  if (size == -1) {
    out.assign(packed);
    return {};
  }
  if (size < 0) return damaged();
  if (static_cast<std::uint64_t>(size) > kMaxBufferBytes) return too_heavy();
  const auto bytes = static_cast<std::uint64_t>(size);
  Status status =
      codec == ArrowCodec::kLz4 ? unpack_lz4(packed, bytes, out) : unpack_zstd(packed, bytes, out);
  if (!status) return status;
  if (out.size() != bytes) return damaged();
  return {};
}

class BatchReader {
 public:
  BatchReader(FlatView& view, const FlatTable& batch, const ArrowBody& body,
              const ArrowDictionaries& dictionaries)
      : view_(view),
        batch_(batch),
        body_(body),
        dictionaries_(dictionaries),
        nodes_(batch.vector(1, 16)),
        buffers_(batch.vector(2, 16)),
        variadic_(batch.vector(4, 8)) {}

  Status read_codec();
  Result<ArrowArray> array(const ArrowField& field, bool nested);

 private:
  Result<ArrowBuffer> buffer();
  Status add_buffers(ArrowArray& out);
  Status add_children(ArrowArray& out);
  Status check(const ArrowArray& array, bool nested) const;
  Status check_values(const ArrowArray& array, std::size_t bits) const;

  FlatView& view_;
  FlatTable batch_;
  ArrowBody body_;
  const ArrowDictionaries& dictionaries_;
  FlatVector nodes_;
  FlatVector buffers_;
  FlatVector variadic_;
  std::size_t next_node_ = 0;
  std::size_t next_buffer_ = 0;
  std::size_t next_variadic_ = 0;
  std::uint64_t unpacked_ = 0;
  ArrowCodec codec_ = ArrowCodec::kNone;
};

Status BatchReader::read_codec() {
  const FlatTable compression = batch_.table(3);
  if (!compression) return {};
  const auto codec = compression.number<std::int8_t>(0);
  if (compression.number<std::int8_t>(1) != 0 || codec < 0 || codec > 1)
    return unsupported("its buffers are compressed in a way that is neither LZ4 nor Zstandard");
  codec_ = codec == 0 ? ArrowCodec::kLz4 : ArrowCodec::kZstd;
  return {};
}

Result<ArrowBuffer> BatchReader::buffer() {
  if (next_buffer_ >= buffers_.size) return damaged();
  const std::size_t place = 16 * next_buffer_++;
  const auto offset = batch_.at<std::int64_t>(buffers_, place);
  const auto length = batch_.at<std::int64_t>(buffers_, place + 8);
  if (offset < 0 || length < 0 || static_cast<std::uint64_t>(offset) > body_.length ||
      static_cast<std::uint64_t>(length) > body_.length - static_cast<std::uint64_t>(offset))
    return damaged();
  ArrowBuffer out(body_.file, body_.offset + static_cast<std::uint64_t>(offset),
                  static_cast<std::uint64_t>(length), length == 0 ? ArrowCodec::kNone : codec_);
  if (Status status = out.open(); !status) return std::move(status).error();
  if (codec_ != ArrowCodec::kNone) unpacked_ += out.size();
  if (unpacked_ > kMaxBufferBytes) return too_heavy();
  return out;
}

/// How many buffers a type has behind its validity; the data buffers of views come on top.
std::size_t num_buffers(const ArrowField& field) {
  if (field.index) return 1;
  switch (field.kind) {
    case ArrowKind::kNull:
    case ArrowKind::kStruct:
    case ArrowKind::kFixedSizeList:
    case ArrowKind::kRunEndEncoded:
    case ArrowKind::kUnion:
      return 0;
    case ArrowKind::kBinary:
    case ArrowKind::kUtf8:
    case ArrowKind::kLargeBinary:
    case ArrowKind::kLargeUtf8:
    case ArrowKind::kListView:
    case ArrowKind::kLargeListView:
      return 2;
    case ArrowKind::kInt:
    case ArrowKind::kFloat:
    case ArrowKind::kBool:
    case ArrowKind::kDecimal:
    case ArrowKind::kDate:
    case ArrowKind::kTime:
    case ArrowKind::kTimestamp:
    case ArrowKind::kInterval:
    case ArrowKind::kList:
    case ArrowKind::kFixedSizeBinary:
    case ArrowKind::kMap:
    case ArrowKind::kDuration:
    case ArrowKind::kLargeList:
    case ArrowKind::kBinaryView:
    case ArrowKind::kUtf8View:
      return 1;
  }
  return 0;
}

bool has_validity(const ArrowField& field) {
  return field.index || (field.kind != ArrowKind::kNull && field.kind != ArrowKind::kRunEndEncoded);
}

Status BatchReader::add_buffers(ArrowArray& out) {
  if (has_validity(*out.field)) {
    Result<ArrowBuffer> validity = buffer();
    if (!validity) return std::move(validity).error();
    out.validity = *std::move(validity);
  }
  std::size_t count = num_buffers(*out.field);
  const bool is_view =
      out.field->kind == ArrowKind::kBinaryView || out.field->kind == ArrowKind::kUtf8View;
  if (is_view && !out.field->index) {
    if (next_variadic_ >= variadic_.size) return damaged();
    const auto more = batch_.at<std::int64_t>(variadic_, 8 * next_variadic_++);
    if (more < 0 || static_cast<std::uint64_t>(more) > buffers_.size) return damaged();
    count += static_cast<std::size_t>(more);
  }
  for (std::size_t i = 0; i < count; ++i) {
    Result<ArrowBuffer> next = buffer();
    if (!next) return std::move(next).error();
    out.buffers.push_back(*std::move(next));
  }
  return {};
}

Status BatchReader::add_children(ArrowArray& out) {
  if (out.field->index) {
    const auto found = dictionaries_.find(out.field->index->dictionary);
    if (found == dictionaries_.end()) return corrupt("a dictionary that a column needs is missing");
    out.dictionary = found->second;
    return {};
  }
  for (const ArrowField& child : out.field->children) {
    Result<ArrowArray> array = this->array(child, true);
    if (!array) return std::move(array).error().in(child.name);
    out.children.push_back(*std::move(array));
  }
  return {};
}

Result<ArrowArray> BatchReader::array(const ArrowField& field, bool nested) {
  ArrowArray out;
  out.field = &field;
  if (next_node_ >= nodes_.size) return damaged();
  const std::size_t place = 16 * next_node_++;
  const auto length = batch_.at<std::int64_t>(nodes_, place);
  const auto nulls = batch_.at<std::int64_t>(nodes_, place + 8);
  // Bounded so that sizes in bits cannot overflow.
  if (length < 0 || length > (std::int64_t{1} << 48U)) return damaged();
  out.length = static_cast<std::uint64_t>(length);
  if (Status status = add_buffers(out); !status) return std::move(status).error();
  if (Status status = add_children(out); !status) return std::move(status).error();
  out.has_nulls = has_validity(field) && nulls != 0 && out.validity.size() > 0;
  if (view_.damaged()) return damaged();
  if (Status status = check(out, nested); !status) return std::move(status).error();
  return out;
}

Status BatchReader::check_values(const ArrowArray& array, std::size_t bits) const {
  const std::uint64_t bytes = (array.length * bits + 7) / 8;
  return array.buffers.front().size() < bytes ? Status(damaged()) : Status();
}

/// Offsets are one more than there are rows, but none for no rows.
Status check_offsets(const ArrowArray& array, std::size_t width) {
  const std::uint64_t bytes = array.length == 0 ? 0 : (array.length + 1) * width;
  return array.buffers.front().size() < bytes ? Status(damaged()) : Status();
}

/// Whether the buffers are long enough for the array's length.
// NOLINTNEXTLINE(readability-function-size): a table, a line or two a type
Status BatchReader::check(const ArrowArray& array, bool nested) const {
  const ArrowField& field = *array.field;
  if (array.has_nulls && array.validity.size() < (array.length + 7) / 8) return damaged();
  if (field.index) return check_values(array, static_cast<std::size_t>(field.index->bits));
  const auto bits = static_cast<std::size_t>(field.bits);
  switch (field.kind) {
    case ArrowKind::kNull:
    case ArrowKind::kRunEndEncoded:
    case ArrowKind::kUnion:
      if (array.length > (nested ? kMaxEmptyMembers : kMaxEmptyRows))
        return too_large("it promises more rows than a file of this kind can be trusted to have");
      return {};
    case ArrowKind::kInt:
    case ArrowKind::kFloat:
    case ArrowKind::kDecimal:
    case ArrowKind::kTime:
      return check_values(array, bits);
    case ArrowKind::kBool:
      return check_values(array, 1);
    case ArrowKind::kDate:
      return check_values(array, field.unit == ArrowUnit::kSecond ? 32 : 64);
    case ArrowKind::kTimestamp:
    case ArrowKind::kDuration:
      return check_values(array, 64);
    case ArrowKind::kInterval:
      return check_values(array, 32U << static_cast<unsigned>(field.unit));
    case ArrowKind::kFixedSizeBinary:
      if (bits == 0 && array.length > kMaxEmptyMembers) return damaged();
      return check_values(array, 8 * bits);
    case ArrowKind::kBinaryView:
    case ArrowKind::kUtf8View:
      return check_values(array, 8 * kViewBytes);
    case ArrowKind::kBinary:
    case ArrowKind::kUtf8:
    case ArrowKind::kList:
    case ArrowKind::kMap:
      return check_offsets(array, 4);
    case ArrowKind::kLargeBinary:
    case ArrowKind::kLargeUtf8:
    case ArrowKind::kLargeList:
      return check_offsets(array, 8);
    case ArrowKind::kListView:
    case ArrowKind::kLargeListView: {
      const std::size_t width = field.kind == ArrowKind::kListView ? 32 : 64;
      if (array.buffers[1].size() < array.length * width / 8) return damaged();
      return check_values(array, width);
    }
    case ArrowKind::kStruct:
      return std::ranges::all_of(array.children,
                                 [&](const auto& child) { return child.length >= array.length; })
                 ? Status()
                 : Status(damaged());
    case ArrowKind::kFixedSizeList: {
      const bool fits = bits == 0 ? array.length <= kMaxEmptyMembers
                                  : array.children.front().length / bits >= array.length;
      return fits ? Status() : Status(damaged());
    }
  }
  return damaged();
}

}  // namespace

Status ArrowBuffer::open() {
  if (codec_ == ArrowCodec::kNone) return {};
  std::string packed;
  if (Status status = file_->read(offset_, length_, packed); !status) return status;
  if (Status status = unpack(codec_, packed, bytes_); !status) return status;
  length_ = bytes_.size();
  in_memory_ = true;
  codec_ = ArrowCodec::kNone;
  return {};
}

Status ArrowBuffer::load() {
  if (in_memory_) return {};
  if (length_ > 0) {
    if (Status status = file_->read(offset_, length_, bytes_); !status) return status;
  }
  in_memory_ = true;
  return {};
}

Result<std::string_view> ArrowBuffer::read(std::uint64_t at, std::uint64_t length) {
  if (at > length_ || length > length_ - at) return damaged();
  if (length == 0) return std::string_view();
  if (in_memory_) return std::string_view(bytes_).substr(at, length);
  if (Status status = file_->read(offset_ + at, length, bytes_); !status)
    return std::move(status).error();
  return std::string_view(bytes_);
}

Result<ArrowBatch> read_arrow_batch(FlatView& view, const FlatTable& batch,
                                    const std::vector<ArrowField>& fields, const ArrowBody& body,
                                    const ArrowDictionaries& dictionaries) {
  const auto length = batch.number<std::int64_t>(0);
  if (length < 0) return damaged();
  ArrowBatch out;
  out.length = static_cast<std::uint64_t>(length);
  BatchReader reader(view, batch, body, dictionaries);
  if (Status status = reader.read_codec(); !status) return std::move(status).error();
  for (const ArrowField& field : fields) {
    Result<ArrowArray> column = reader.array(field, false);
    if (!column) return std::move(column).error().in("column " + field.name);
    if (column->length != out.length) return damaged();
    out.columns.push_back(*std::move(column));
  }
  return out;
}

}  // namespace vitrine::formats
