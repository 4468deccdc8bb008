#include "ingest/byte_reader.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "base/made_ahead.h"

namespace vitrine::ingest {
namespace {

constexpr std::size_t kInputBytes = std::size_t{128} << 10U;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using FilePointer = std::unique_ptr<std::FILE, CloseFile>;

/// Plain bytes, and the input side of the decompressors.
class PlainReader final : public ByteReader {
 public:
  explicit PlainReader(FilePointer file) : file_(std::move(file)) {}

  Result<std::size_t> read(std::span<char> out) override {
    const std::size_t n = std::fread(out.data(), 1, out.size(), file_.get());
    if (n == 0 && std::ferror(file_.get()) != 0) return errno_error("cannot read the file", errno);
    consumed_ += n;
    return n;
  }
  std::uint64_t consumed() const override { return consumed_; }

 private:
  FilePointer file_;
  std::uint64_t consumed_ = 0;
};

Error damaged(std::string_view format) {
  return corrupt("the file is damaged or cut short: its " + std::string(format) +
                 " data ends in an error: copy or download it again");
}

class ZstdReader final : public ByteReader {
 public:
  explicit ZstdReader(PlainReader input) : input_(std::move(input)), buffer_(kInputBytes) {}

  Result<std::size_t> read(std::span<char> out) override {
    ZSTD_outBuffer output = {out.data(), out.size(), 0};
    while (output.pos == 0) {
      if (in_.pos == in_.size) {
        Result<std::size_t> n = input_.read(buffer_);
        if (!n) return n;
        if (*n == 0) {
          if (frame_open_) return damaged("zstd");
          return std::size_t{0};
        }
        in_ = {buffer_.data(), *n, 0};
      }
      const std::size_t hint = ZSTD_decompressStream(stream_.get(), &output, &in_);
      if (ZSTD_isError(hint) != 0U) return damaged("zstd");
      frame_open_ = hint != 0;
    }
    return output.pos;
  }
  std::uint64_t consumed() const override { return input_.consumed(); }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* stream) const { ZSTD_freeDCtx(stream); }
  };
  PlainReader input_;
  std::vector<char> buffer_;
  ZSTD_inBuffer in_ = {nullptr, 0, 0};
  std::unique_ptr<ZSTD_DCtx, Free> stream_{ZSTD_createDCtx()};
  bool frame_open_ = false;
};

class GzipReader final : public ByteReader {
 public:
  explicit GzipReader(PlainReader input) : input_(std::move(input)), buffer_(kInputBytes) {
    inflateInit2(&stream_, 15 + 16);  // 16: expect a gzip header
  }
  ~GzipReader() override { inflateEnd(&stream_); }
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;

  Result<std::size_t> read(std::span<char> out) override {
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    while (stream_.avail_out == out.size()) {
      if (stream_.avail_in == 0) {
        Result<std::size_t> n = input_.read(buffer_);
        if (!n) return n;
        if (*n == 0) {
          if (!member_done_) return damaged("gzip");
          return std::size_t{0};
        }
        stream_.next_in = reinterpret_cast<Bytef*>(buffer_.data());
        stream_.avail_in = static_cast<uInt>(*n);
      }
      // Zeros behind the last member fill a block, as tapes and some disks have them.
      while (member_done_ && stream_.avail_in > 0 && *stream_.next_in == 0) {
        ++stream_.next_in;
        --stream_.avail_in;
      }
      if (stream_.avail_in == 0) continue;
      if (member_done_) {  // a file may be several gzip members in a row
        inflateReset(&stream_);
        member_done_ = false;
      }
      const int code = inflate(&stream_, Z_NO_FLUSH);
      if (code != Z_OK && code != Z_STREAM_END) return damaged("gzip");
      member_done_ = code == Z_STREAM_END;
    }
    return out.size() - stream_.avail_out;
  }
  std::uint64_t consumed() const override { return input_.consumed(); }

 private:
  PlainReader input_;
  std::vector<char> buffer_;
  z_stream stream_ = {};
  bool member_done_ = false;
};

/// What another reader decompresses on a thread of its own, a little ahead of who reads.
class AheadReader final : public ByteReader {
 public:
  explicit AheadReader(std::unique_ptr<ByteReader> inner)
      : inner_(std::move(inner)),
        pieces_(kAheadBytes, [this](Piece& piece) { return fill(piece); }) {}

  Result<std::size_t> read(std::span<char> out) override {
    if (piece_ == nullptr || at_ == piece_->size) {
      Result<Piece*> next = pieces_.next();
      if (!next) return std::move(next).error();
      piece_ = *next;
      at_ = 0;
      consumed_ = piece_ == nullptr ? inner_->consumed() : piece_->consumed;  // at the end, all
    }
    if (piece_ == nullptr) return std::size_t{0};
    const std::size_t n = std::min(out.size(), piece_->size - at_);
    std::memcpy(out.data(), piece_->text.data() + at_, n);
    at_ += n;
    return n;
  }
  std::uint64_t consumed() const override { return consumed_; }

 private:
  static constexpr std::size_t kPieceBytes = std::size_t{256} << 10U;
  static constexpr std::size_t kAheadBytes = 2 * kPieceBytes;

  struct Piece {
    std::vector<char> text;
    std::size_t size = 0;
    std::uint64_t consumed = 0;  ///< Of the file, when it was made.
    std::size_t bytes() const { return text.size(); }
  };

  Result<bool> fill(Piece& piece) const {
    piece.text.resize(kPieceBytes);
    const Result<std::size_t> n = inner_->read(piece.text);
    if (!n) return n.error();
    piece.size = *n;
    piece.consumed = inner_->consumed();
    return *n > 0;
  }

  std::unique_ptr<ByteReader> inner_;  // the thread's
  const Piece* piece_ = nullptr;
  std::size_t at_ = 0;  ///< In the piece.
  std::uint64_t consumed_ = 0;
  MadeAhead<Piece> pieces_;  // last: its thread uses the reader
};

}  // namespace

Result<std::unique_ptr<ByteReader>> ByteReader::open(const source::SourceFile& file) {
  FilePointer handle(std::fopen(file.path.c_str(), "rbe"));
  if (!handle) return errno_error("cannot open " + file.path.string(), errno);
  PlainReader plain(std::move(handle));
  std::unique_ptr<ByteReader> reader;
  switch (file.compression) {
    case source::Compression::kNone:
      reader = std::make_unique<PlainReader>(std::move(plain));
      break;
    case source::Compression::kGzip:
      reader = std::make_unique<AheadReader>(std::make_unique<GzipReader>(std::move(plain)));
      break;
    case source::Compression::kZstd:
      reader = std::make_unique<AheadReader>(std::make_unique<ZstdReader>(std::move(plain)));
      break;
    case source::Compression::kOther:
      return internal_error(file.path.filename().string() + " was not unpacked");
  }
  return reader;
}

Error in_file(const source::SourceFile& file, const Error& error) {
  if (error.code() == ErrorCode::kCancelled) return error;
  const std::string& message = error.message();
  const bool goes_on =
      message.starts_with("line ") || message.starts_with("has ") || message.starts_with("is ");
  return Error(error.code(), file.path.filename().string() + (goes_on ? " " : ": ") + message);
}

}  // namespace vitrine::ingest
