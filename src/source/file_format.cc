#include "source/file_format.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>

#include "base/ascii.h"
#include "base/json_parse.h"
#include "source/compression.h"
#include "source/not_a_table.h"
#include "source/wide_text.h"

namespace vitrine::source {
namespace {

constexpr std::string_view kParquetMagic = "PAR1";
constexpr std::string_view kArrowMagic = "ARROW1";
constexpr std::string_view kNumpyMagic = "\x93NUMPY";
constexpr std::string_view kZipMagic = "PK\x03\x04";
constexpr std::string_view kSqliteMagic = "SQLite format 3";
constexpr std::string_view kOfficeMagic = "\xD0\xCF\x11\xE0";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
/// In front of each value of a JSON text sequence. Source: RFC 7464.
constexpr char kRecordSeparator = '\x1E';

/// JSON lines if the first line is a record by itself (an array too, where another follows), or a
/// broken one that the next line does not continue; else an array, or values that span lines. A
/// line longer than `text` counts as a record.
FileFormat json_format(std::string_view text) {
  // A JSON text sequence: its values may span lines.
  if (text.starts_with(kRecordSeparator)) return FileFormat::kJson;
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  const bool is_array = text.starts_with('[');
  const std::size_t line_end = text.find('\n');
  if (line_end == std::string_view::npos)
    return is_array ? FileFormat::kJson : FileFormat::kJsonLines;
  std::string_view first = text.substr(0, line_end);
  first = first.substr(0, first.find_last_not_of(" \t\r") + 1);
  const std::size_t next = text.find_first_not_of(" \t\r\n", line_end);
  const auto next_is = [&](char c) { return next != std::string_view::npos && text[next] == c; };
  if (is_array)
    return first.ends_with(']') && next_is('[') ? FileFormat::kJsonLines : FileFormat::kJson;
  if (first.ends_with('}')) return FileFormat::kJsonLines;
  const bool next_is_record = next_is('{') && text[next - 1] == '\n';
  return next_is_record ? FileFormat::kJsonLines : FileFormat::kJson;
}

/// Whether a text that no name describes begins as JSON does, and not as a log or a settings file:
/// [2024-01-05 ..., [section], {word.
bool begins_json(std::string_view text) {
  if (text.starts_with(kRecordSeparator)) text.remove_prefix(1);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || (text[first] != '{' && text[first] != '[')) return false;
  const std::size_t next = text.find_first_not_of(" \t\r\n", first + 1);
  if (next == std::string_view::npos) return true;
  const char c = text[next];
  if (text[first] == '{') return c == '"' || c == '\'' || c == '}' || c == '/';
  if (std::string_view("{[\"]'/").find(c) != std::string_view::npos) return true;
  const std::size_t end = text.find_first_of(",]", next);
  const std::string_view value = text.substr(next, end - next);
  constexpr std::string_view kNumber = "+-.eE0123456789 \t\r\n";
  const bool number = value.find_first_not_of(kNumber) == std::string_view::npos &&
                      value.find_last_of("+-") == value.find_first_of("+-");
  return end != std::string_view::npos &&
         (number || value == "true" || value == "false" || value == "null");
}

/// The format of a text that no name describes. What is no JSON is judged by src/ingest.
FileFormat guess_text_format(std::string_view text) {
  if (begins_json(text)) return json_format(text);
  const std::string_view line = text.substr(0, text.find('\n'));
  return std::ranges::count(line, '\t') > std::ranges::count(line, ',') ? FileFormat::kTsv
                                                                        : FileFormat::kCsv;
}

/// Whether the text begins with a record of JSON, or a list of such.
bool begins_with_record(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  if (text[first] == '[') {
    const std::size_t next = text.find_first_not_of(" \t\r\n", first + 1);
    return next != std::string_view::npos && text.substr(next).starts_with("{\"");
  }
  const std::string_view line = text.substr(first, text.find('\n', first) - first);
  return line.starts_with('{') && parse_json(line);
}

/// Whether the first two lines have equally many commas, semicolons or tabs.
bool begins_with_fields(std::string_view text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return false;
  const std::string_view first = text.substr(0, end);
  const std::string_view second = text.substr(end + 1, text.find('\n', end + 1) - end - 1);
  return std::ranges::any_of(std::string_view(",;\t"), [&](char delimiter) {
    const auto fields = std::ranges::count(first, delimiter);
    return fields > 0 && fields == std::ranges::count(second, delimiter);
  });
}

/// JSON called .csv, and a table called .json.
Status check_name(const std::string& name, FileFormat format, std::string_view text) {
  const bool is_table = format == FileFormat::kCsv || format == FileFormat::kTsv;
  if (is_table && begins_with_record(text))
    return corrupt(name + " is JSON in spite of its name: give it the ending .jsonl or .json");
  const bool is_json = format == FileFormat::kJson || format == FileFormat::kJsonLines;
  const bool is_value = static_cast<bool>(parse_json(text.substr(0, text.find('\n'))));
  if (is_json && !begins_json(text) && !is_value && begins_with_fields(text))
    return corrupt(name + " is a table of text in spite of its name: give it the ending .csv");
  return {};
}

/// Of a text in UTF-32, which nothing writes but by mistake; empty for any other.
std::string utf32_sentence(const std::string& name, std::string_view text,
                           Compression compression) {
  const std::string_view encoding = utf32_of(text);
  if (encoding.empty()) return "";
  std::string line = "iconv -f " + std::string(encoding) + " -t UTF-8 ";
  std::string plain = name;
  if (compression == Compression::kNone) {
    line += "< " + name + " ";
  } else {
    line =
        (compression == Compression::kGzip ? "gzip -dc < " : "zstd -dc < ") + name + " | " + line;
    plain = name.substr(0, name.rfind('.'));
  }
  return name + " is text in " + std::string(encoding) +
         ", which is not read: write it in UTF-8: " + line + "> utf8." + plain;
}

struct Bytes {
  std::string head;
  std::string tail;  ///< The last four.
};

Result<Bytes> read_ends(const fs::path& path, SourceFile& file) {
  // Opening a pipe that nobody writes to would wait for ever.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return errno_error("cannot open " + path.string(), errno);
  struct stat info = {};
  Bytes bytes;
  Status status;
  if (::fstat(fd, &info) != 0) {
    status = errno_error("cannot read " + path.string(), errno);
  } else if (!S_ISREG(info.st_mode)) {
    status = invalid_argument(path.string() + " is no regular file");
  } else {
    file.size_bytes = static_cast<std::uint64_t>(info.st_size);
    file.modified_ns = std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
    bytes.head.resize(std::min<std::uint64_t>(kHeadOfText, file.size_bytes));
    bytes.tail.resize(std::min<std::uint64_t>(4, file.size_bytes));
    const auto tail_offset = static_cast<off_t>(file.size_bytes - bytes.tail.size());
    if (::pread(fd, bytes.head.data(), bytes.head.size(), 0) !=
            static_cast<ssize_t>(bytes.head.size()) ||
        ::pread(fd, bytes.tail.data(), bytes.tail.size(), tail_offset) !=
            static_cast<ssize_t>(bytes.tail.size())) {
      status = errno_error("cannot read " + path.string(), errno);
    }
  }
  ::close(fd);
  if (!status) return std::move(status).error();
  return bytes;
}

Status check_parquet(const std::string& name, const Bytes& bytes, std::uint64_t size) {
  if (!bytes.head.starts_with(kParquetMagic))
    return corrupt(name +
                   " is not a Parquet file, as it does not start with PAR1: write it anew, or "
                   "correct its ending");
  if (size < 12 || bytes.tail != kParquetMagic) {
    return corrupt(name +
                   " is a Parquet file that was cut short, as it does not end with PAR1: copy or "
                   "write it again");
  }
  return {};
}

Status check_arrow(const std::string& name, std::string_view head) {
  if (head.starts_with("FEA1")) {
    return unsupported(name +
                       " is a Feather file of version 1, which is not read: write it as version 2: "
                       "python -c \"import pyarrow.feather as f; f.write_feather(f.read_table('" +
                       name + "'), 'table.feather')\"");
  }
  // A file; a stream; a stream of before version 0.15, which begins with a length.
  const bool is_stream = head.starts_with("\xFF\xFF\xFF\xFF") || (head.size() > 8 && head[3] == 0);
  if (!head.starts_with(kArrowMagic) && !is_stream)
    return corrupt(
        name + " is not an Arrow file in spite of its name: write it again, or correct its ending");
  return {};
}

Status check_magic(const std::string& name, std::string_view head, std::string_view magic,
                   const char* what) {
  if (head.starts_with(magic)) return {};
  return corrupt(name + " is not " + what +
                 " in spite of its name: write or download it again, or correct its ending");
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

/// SQLite takes pages that are not there for zeros. Source: "Database File Format", section 1.3.
Status check_sqlite(const std::string& name, std::string_view head, std::uint64_t size) {
  if (!head.starts_with(kSqliteMagic))
    return corrupt(
        name +
        " is not a SQLite database in spite of its name: copy it again, or correct its ending");
  if (head.size() < 100)
    return corrupt(name + " is a SQLite database that was cut short: copy or write it again");
  const std::uint64_t stated = big_endian(head.substr(16, 2));
  const std::uint64_t page_size = stated == 1 ? 65'536 : stated;
  const bool counts_pages = big_endian(head.substr(24, 4)) == big_endian(head.substr(92, 4));
  const std::uint64_t pages = counts_pages ? big_endian(head.substr(28, 4)) : 1;
  if (page_size < 512 || size % page_size != 0 || size < pages * page_size)
    return corrupt(name + " is a SQLite database that was cut short: copy or write it again");
  return {};
}

/// Texts have no zeros, and next to no other control characters but those of lines and those that
/// part fields somewhere (0x01 and from 0x1C on) or change alphabets (0x1B).
bool is_binary(std::string_view text) {
  constexpr std::size_t kOneOf = 50;
  if (text.find('\0') != std::string_view::npos) return true;
  const auto controls = std::ranges::count_if(
      text, [](char c) { return (c > '\x01' && c < '\t') || (c > '\r' && c < '\x1A'); });
  return static_cast<std::size_t>(controls) > text.size() / kOneOf + 1;
}

/// Of what is one byte above ASCII over and over, as disks and flash leave where nothing was
/// written: words of no encoding. Empty for any other, and for a few of them.
std::string one_byte_sentence(const std::string& name, std::string_view text) {
  constexpr std::ptrdiff_t kFewest = 16;
  const std::size_t first = text.find_first_not_of("\r\n");
  if (first == std::string_view::npos) return "";
  const char byte = text[first];
  const std::array<char, 3> only = {byte, '\r', '\n'};
  if (static_cast<unsigned char>(byte) < 0x80 || std::ranges::count(text, byte) < kFewest ||
      text.find_first_not_of(std::string_view(only.data(), only.size())) != std::string_view::npos)
    return "";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(byte);
  return name + " is no text: it holds the byte 0x" + kDigits[value >> 4U] + kDigits[value & 0xFU] +
         " over and over: copy or download it again";
}

/// Of a text with a few NUL characters in it, as programs in C leave them; empty for any other.
std::string nul_sentence(const std::string& name, std::string_view text) {
  constexpr std::size_t kOneOf = 8;
  const auto nuls = static_cast<std::size_t>(std::ranges::count(text, '\0'));
  std::string rest(text);
  std::erase(rest, '\0');
  if (nuls == 0 || nuls > text.size() / kOneOf || is_binary(rest)) return "";
  const auto line = std::ranges::count(text.substr(0, text.find('\0')), '\n') + 1;
  return name + " line " + std::to_string(line) + " holds a NUL character: take it out (tr -d " +
         "'\\000' < " + name + ")";
}

/// Of bytes that are no text, but may be in UTF-16.
std::string binary_sentence(const std::string& name, std::string_view text) {
  const std::string_view encoding = maybe_utf16(text);
  if (encoding.empty())
    return name +
           " is a binary file of a kind that is not read: write it as Parquet, CSV or JSON Lines";
  return name +
         " is a binary file, or text in UTF-16 that does not say so: if it is, read it with " +
         "--encoding " + std::string(encoding);
}

Status check_text(const std::string& name, std::string_view text) {
  if (const std::string sentence = twice_compressed_sentence(name, text); !sentence.empty())
    return unsupported(sentence);
  if (text.starts_with(kSqliteMagic))
    return corrupt(name + " is a SQLite database: give it the ending .sqlite");
  if (text.starts_with(kArrowMagic))
    return corrupt(name + " is an Arrow file: give it the ending .arrow");
  if (text.starts_with(kNumpyMagic))
    return corrupt(name + " is a NumPy array: give it the ending .npy");
  if (text.starts_with(kParquetMagic)) {
    return corrupt(
        name +
        " is a Parquet file: unpack it if it is compressed, and give it the ending .parquet");
  }
  if (const std::string sentence = nul_sentence(name, text); !sentence.empty())
    return corrupt(sentence);
  if (const std::string sentence = one_byte_sentence(name, text); !sentence.empty())
    return corrupt(sentence);
  if (is_binary(text)) return corrupt(binary_sentence(name, text));
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return corrupt(name + " holds nothing but blanks");
  return {};
}

/// Whether a file that is no text begins, and ends, as its format does.
Status check_binary(const std::string& name, FileFormat format, const Bytes& bytes,
                    std::uint64_t size) {
  switch (format) {
    case FileFormat::kParquet:
      return check_parquet(name, bytes, size);
    case FileFormat::kArrow:
      return check_arrow(name, bytes.head);
    case FileFormat::kNumpy:
      return check_magic(name, bytes.head, kNumpyMagic, "a NumPy array");
    case FileFormat::kNumpyArchive:
      return check_magic(name, bytes.head, kZipMagic, "an archive of NumPy arrays");
    case FileFormat::kSqlite:
      return check_sqlite(name, bytes.head, size);
    case FileFormat::kExcel:
      // What has a password is said by the reader.
      if (bytes.head.starts_with(kOfficeMagic)) return {};
      return check_magic(name, bytes.head, kZipMagic, "an Excel workbook");
    case FileFormat::kArchive:
      return invalid_argument(name + " is an archive within an archive; unpack it first");
    case FileFormat::kJson:
    case FileFormat::kJsonLines:
    case FileFormat::kCsv:
    case FileFormat::kTsv:
    case FileFormat::kText:
      break;
  }
  return {};
}

/// What not_a_table() says, but of archives and workbooks that are read.
std::string foreign_format(const std::string& name, const std::optional<NamedFormat>& named,
                           std::string_view head) {
  const bool is_named_workbook = named && named->format == FileFormat::kExcel;
  const bool is_archive = is_named_workbook ||
                          (named && named->format == FileFormat::kNumpyArchive) ||
                          (named && named->format == FileFormat::kArchive);
  if (is_archive && head.starts_with(kZipMagic)) return "";
  if (!named && is_workbook(head)) return "";
  // A workbook with a password is wrapped like the Office files of old: its reader says so.
  if (is_named_workbook && head.starts_with(kOfficeMagic)) return "";
  return not_a_table(name, head);
}

/// The format of a file that is no text, by its name if that says anything.
std::optional<FileFormat> binary_format(const std::optional<NamedFormat>& named,
                                        std::string_view head) {
  if (named && named->format == FileFormat::kArchive && is_workbook(head))
    return FileFormat::kExcel;
  if (named) return is_text(named->format) ? std::nullopt : std::optional(named->format);
  if (head.starts_with(kParquetMagic)) return FileFormat::kParquet;
  if (head.starts_with(kArrowMagic)) return FileFormat::kArrow;
  if (head.starts_with(kNumpyMagic)) return FileFormat::kNumpy;
  if (head.starts_with(kSqliteMagic)) return FileFormat::kSqlite;
  if (is_workbook(head)) return FileFormat::kExcel;
  return std::nullopt;
}

}  // namespace

bool is_text(FileFormat format) {
  switch (format) {
    case FileFormat::kJson:
    case FileFormat::kJsonLines:
    case FileFormat::kCsv:
    case FileFormat::kTsv:
    case FileFormat::kText:
      return true;
    case FileFormat::kParquet:
    case FileFormat::kArrow:
    case FileFormat::kNumpy:
    case FileFormat::kNumpyArchive:
    case FileFormat::kSqlite:
    case FileFormat::kExcel:
    case FileFormat::kArchive:
      return false;
  }
  return false;
}

std::optional<NamedFormat> format_of_name(std::string_view filename) {
  static constexpr std::array<std::pair<std::string_view, FileFormat>, 33> kEndings = {{
      {".parquet", FileFormat::kParquet},
      {".geoparquet", FileFormat::kParquet},
      {".parq", FileFormat::kParquet},
      {".pq", FileFormat::kParquet},
      {".arrow", FileFormat::kArrow},
      {".arrows", FileFormat::kArrow},
      {".feather", FileFormat::kArrow},
      {".ipc", FileFormat::kArrow},
      {".npy", FileFormat::kNumpy},
      {".npz", FileFormat::kNumpyArchive},
      {".sqlite", FileFormat::kSqlite},
      {".sqlite3", FileFormat::kSqlite},
      {".db", FileFormat::kSqlite},
      {".db3", FileFormat::kSqlite},
      {".xlsx", FileFormat::kExcel},
      {".xlsm", FileFormat::kExcel},
      {".jsonl", FileFormat::kJsonLines},
      {".ndjson", FileFormat::kJsonLines},
      {".jsonlines", FileFormat::kJsonLines},
      {".ldjson", FileFormat::kJsonLines},
      {".jl", FileFormat::kJsonLines},
      {".json", FileFormat::kJson},
      {".geojson", FileFormat::kJson},
      {".geojsonl", FileFormat::kJsonLines},
      {".geojsons", FileFormat::kJsonLines},
      {".csv.txt", FileFormat::kCsv},
      {".tsv.txt", FileFormat::kTsv},
      {".jsonl.txt", FileFormat::kJsonLines},
      {".json.txt", FileFormat::kJson},
      {".csv", FileFormat::kCsv},
      {".tsv", FileFormat::kTsv},
      {".tab", FileFormat::kTsv},
      {".txt", FileFormat::kText},
  }};
  if (std::optional<std::string> stem = archive_stem(filename))
    return NamedFormat{FileFormat::kArchive, Compression::kNone, *std::move(stem)};
  if (const std::optional<std::string> inner = packed_name(filename)) {
    std::optional<NamedFormat> named = format_of_name(*inner);
    if (named) named->compression = Compression::kOther;
    return named;
  }
  const std::string lower = ascii_lower(filename);
  std::string_view rest = lower;
  Compression compression = Compression::kNone;
  if (rest.ends_with(".gz")) {
    compression = Compression::kGzip;
    rest.remove_suffix(3);
  } else if (rest.ends_with(".zst")) {
    compression = Compression::kZstd;
    rest.remove_suffix(4);
  }
  for (const auto& [ending, format] : kEndings) {
    if (!rest.ends_with(ending) || rest.size() == ending.size()) continue;
    if (!is_text(format) && compression != Compression::kNone) return std::nullopt;
    return NamedFormat{format, compression,
                       std::string(filename.substr(0, rest.size() - ending.size()))};
  }
  return std::nullopt;
}

Result<std::string> head_of_text(const SourceFile& file, std::string_view encoding) {
  SourceFile again;
  const Result<Bytes> bytes = read_ends(file.path, again);
  if (!bytes) return bytes.error();
  Result<std::string> head =
      head_text(file.path.filename().string(), bytes->head, file.compression);
  if (!head) return head;
  if (std::optional<std::string> text = utf8_of_utf16(*head, utf16_called(encoding)))
    *head = *std::move(text);
  return head;
}

Result<SourceFile> inspect_file(const fs::path& path, const std::optional<NamedFormat>& named,
                                std::string_view encoding) {
  SourceFile file;
  file.path = path;
  const std::string name = path.filename().string();
  const Result<Bytes> bytes = read_ends(path, file);
  if (!bytes) return bytes.error();
  if (file.size_bytes == 0) return corrupt(name + " is empty: write or download it again");
  if (std::string other = foreign_format(name, named, bytes->head); !other.empty())
    return unsupported(std::move(other));

  if (const std::optional<FileFormat> binary = binary_format(named, bytes->head)) {
    file.format = *binary;
    Status status = check_binary(name, *binary, *bytes, file.size_bytes);
    if (!status) return std::move(status).error();
    return file;
  }
  file.compression = named ? named->compression : compression_of(bytes->head);
  if (Status status = check_compression(name, bytes->head, file.compression); !status)
    return std::move(status).error();
  Result<std::string> head = head_text(name, bytes->head, file.compression);
  if (!head) return head.error();
  if (std::string sentence = utf32_sentence(name, *head, file.compression); !sentence.empty())
    return unsupported(std::move(sentence));
  if (std::optional<std::string> text = utf8_of_utf16(*head, utf16_called(encoding)))
    *head = *std::move(text);
  if (file.compression != Compression::kNone) {
    if (std::string other = not_a_table(name, *head); !other.empty())
      return unsupported(std::move(other));
  }
  if (Status status = check_text(name, *head); !status) return std::move(status).error();
  std::string_view text = *head;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  file.format = named ? named->format : guess_text_format(text);
  if (file.format == FileFormat::kJson || file.format == FileFormat::kJsonLines)
    file.format = json_format(text);
  if (Status status = named ? check_name(name, named->format, text) : Status(); !status)
    return std::move(status).error();
  return file;
}

}  // namespace vitrine::source
