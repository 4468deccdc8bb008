#include "source/not_a_table.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "base/ascii.h"
#include "source/foreign_formats.h"

namespace vitrine::source {
namespace {

constexpr std::string_view kZipMagic = "PK\x03\x04";
/// Files whose JSON may stand in a program.
constexpr std::array<std::string_view, 5> kScriptEndings = {".js", ".jsonp", ".json", ".jsonl",
                                                            ".geojson"};
constexpr std::string_view kAppleDoubleMagic("\0\5\x16\7", 4);
constexpr std::string_view kOldOfficeMagic = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_text(std::string_view head) {
  return std::ranges::none_of(head.substr(0, 512), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t';
  });
}

/// Eight bytes of length, then a JSON header.
bool is_safetensors(std::string_view head) {
  if (head.size() < 10 || head.substr(8, 2) != "{\"") return false;
  std::uint64_t length = 0;
  std::memcpy(&length, head.data(), sizeof length);
  return length > 2 && length < 100'000'000;
}

std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t crc = ~0U;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1U ^ ((crc & 1U) != 0 ? 0x82F63B78U : 0U);
  }
  return ~crc;
}

/// Eight bytes of length, then their masked checksum. Source: TensorFlow, lib/io/record_writer.h.
bool is_tfrecord(std::string_view head) {
  if (head.size() < 16) return false;
  const std::uint32_t crc = crc32c(head.substr(0, 8));
  const std::uint32_t masked = (crc >> 15U | crc << 17U) + 0xA282EAD8U;
  std::uint32_t said = 0;
  std::memcpy(&said, head.data() + 8, sizeof said);
  return said == masked;
}

bool is_html(std::string_view head) {
  const std::size_t start = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (start == std::string_view::npos || head[start] != '<') return false;
  const std::string lower = ascii_lower(head.substr(start, 200));
  for (const std::string_view tag : {"<table", "<head>", "<body", "<meta "}) {
    if (lower.starts_with(tag)) return true;
  }
  return lower.starts_with("<!doctype html") || lower.starts_with("<html") ||
         (lower.starts_with("<!--") && lower.find("<html") != std::string::npos);
}

/// JSON behind "var data =", "callback(", "window.YTD.tweets.part0 =" or ")]}'", which keep a page
/// from reading, or let it read, the data as a program.
bool is_json_script(std::string_view head) {
  const std::size_t begin = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (begin == std::string_view::npos) return false;
  head.remove_prefix(begin);
  if (head.starts_with(")]}'")) return true;
  const std::size_t sign = head.substr(0, 200).find_first_of("=([{\n\"");
  if (sign == std::string_view::npos || (head[sign] != '=' && head[sign] != '(')) return false;
  const std::size_t next = head.find_first_not_of(" \t\r\n", sign + 1);
  return next != std::string_view::npos && (head[next] == '[' || head[next] == '{') &&
         std::ranges::all_of(head.substr(0, sign), [](char c) {
           return is_letter(c) || c == '_' || c == '$' || c == '.' || c == ' ';
         });
}

std::string sentence(std::string_view name, std::string_view what, std::string_view advice) {
  constexpr std::string_view kFile = "FILE";
  std::string said(advice);
  for (std::size_t at = said.find(kFile); at != std::string::npos;
       at = said.find(kFile, at + name.size()))
    said.replace(at, kFile.size(), name);
  return std::string(name) + " is " + std::string(what) + "; " + said;
}

/// Archives that are documents, models or data of other programs, by the names of their members.
std::string of_zip(std::string_view name, std::string_view head) {
  const auto has = [&](std::string_view text) { return head.find(text) != std::string_view::npos; };
  if (has("application/vnd.oasis.opendocument.spreadsheet"))
    return sentence(name, "an OpenDocument spreadsheet", kExcelAdvice);
  if (has("application/vnd.oasis.opendocument"))
    return sentence(name, "an OpenDocument file", kPagesAdvice);
  if (has("/data.pkl")) return sentence(name, "a PyTorch file", kTorchAdvice);
  if (has("word/") || has("ppt/")) return sentence(name, "an Office document", kPagesAdvice);
  if (has("xl/workbook.bin")) return sentence(name, "a binary Excel workbook", kExcelAdvice);
  if (has("xl/")) return sentence(name, "an Excel workbook", "give it the ending .xlsx");
  if (has(".npy")) return sentence(name, "an archive of NumPy arrays", "give it the ending .npz");
  return sentence(name, "a zip archive", "give it the ending .zip");
}

std::string of_ending(std::string_view name, std::string_view head) {
  const std::string lower = ascii_lower(name);
  const bool may_be_script = std::ranges::any_of(
      kScriptEndings, [&](std::string_view ending) { return lower.ends_with(ending); });
  if (may_be_script && is_json_script(head))
    return sentence(name, "JSON inside of a JavaScript program", kScriptAdvice);
  for (const ForeignFormat& format : kForeignEndings) {
    if (lower.ends_with(format.mark)) return sentence(name, format.what, format.advice);
  }
  return "";
}

std::string of_old_office(std::string_view name) {
  const bool is_workbook = ascii_lower(name).ends_with(".xls");
  return is_workbook ? sentence(name, "an old Excel workbook", kExcelAdvice)
                     : sentence(name, "an old Office file (.xls, .doc)",
                                "save it as .xlsx or CSV, or extract its tables");
}

std::string of_structure(std::string_view name, std::string_view head) {
  // NetCDF of today is HDF5, whose datasets alone would lose the coordinates.
  if (head.starts_with("\x89HDF\r\n\x1A\n") && ascii_lower(name).ends_with(".nc"))
    return sentence(name, "a NetCDF file", kNetcdfAdvice);
  if (head.starts_with(kOldOfficeMagic)) return of_old_office(name);
  if (head.starts_with(kAppleDoubleMagic))
    return sentence(name, "what macOS keeps beside a file (AppleDouble)",
                    "it is no data: leave it out");
  if (head.substr(std::min<std::size_t>(8, head.size())).starts_with("DUCK")) {
    return sentence(name, "a DuckDB database",
                    "write a table as Parquet: python -c \"import duckdb; "
                    "duckdb.connect('FILE').sql('FROM NAME').write_parquet('table.parquet')\"");
  }
  if (is_safetensors(head)) {
    return sentence(name, "a safetensors file",
                    "write a tensor as .npy: python -c \"import numpy, safetensors.numpy as s; "
                    "numpy.save('table.npy', s.load_file('FILE')['NAME'])\"");
  }
  if (is_tfrecord(head)) return sentence(name, "a TFRecord file", kTfRecordAdvice);
  if (is_html(head) && ascii_lower(name).ends_with(".xls")) {
    return sentence(name, "an HTML page in spite of its name, as some programs export tables",
                    kHtmlAdvice);
  }
  const bool is_page = ascii_lower(name).ends_with(".html") || ascii_lower(name).ends_with(".htm");
  if (is_html(head) && !is_page)
    return sentence(name, "an HTML page, not data",
                    "a login page, perhaps: download the file again");
  if (head.starts_with("<?xml")) return sentence(name, "an XML file", kXmlAdvice);
  return "";
}

}  // namespace

std::string not_a_table(std::string_view name, std::string_view head) {
  std::string found = of_structure(name, head);
  if (!found.empty()) return found;
  for (const ForeignFormat& format : kSignatures) {
    // Letters alone may begin the name of a column: PARENT, ORCID, ID3.
    const bool letters = std::ranges::all_of(format.mark, [](char c) { return is_letter(c); });
    if (letters && is_text(head)) continue;
    if (head.starts_with(format.mark)) return sentence(name, format.what, format.advice);
  }
  found = of_ending(name, head);
  if (found.empty() && head.starts_with(kZipMagic)) found = of_zip(name, head);
  return found;
}

bool is_workbook(std::string_view head) {
  const auto has = [&](std::string_view text) { return head.find(text) != std::string_view::npos; };
  return head.starts_with(kZipMagic) && has("xl/") && !has("xl/workbook.bin") &&
         (has("[Content_Types].xml") || has("docProps/") || has("_rels/.rels"));
}

std::string not_a_folder_of_tables(const fs::path& folder) {
  const std::string name = folder.string();
  std::error_code ec;
  const auto holds = [&](const char* entry) { return fs::exists(folder / entry, ec); };
  if (holds("_delta_log")) {
    return sentence(name, "a Delta table, whose files also hold rows that were deleted",
                    "write it as Parquet: python -c \"import deltalake; "
                    "deltalake.DeltaTable('FILE').to_pandas().to_parquet('table.parquet')\"");
  }
  if (holds(".hoodie")) {
    return sentence(name, "a Hudi table, whose files also hold rows that were changed since",
                    "write its current rows as Parquet with Spark");
  }
  if (holds("_versions") && holds("data")) return sentence(name, "a Lance dataset", kLanceAdvice);
  if (holds(".zgroup") || holds(".zarray") || holds("zarr.json")) {
    return sentence(name, "a Zarr store",
                    "write an array of it as .npy: python -c \"import numpy, zarr; "
                    "numpy.save('table.npy', zarr.open('FILE')['NAME'][:])\"");
  }
  for (fs::directory_iterator it(folder / "metadata", ec), end; !ec && it != end;
       it.increment(ec)) {
    if (!it->path().filename().string().ends_with(".metadata.json")) continue;
    return sentence(name, "an Iceberg table, whose files also hold rows that were deleted",
                    "write it as Parquet: python -c \"from pyiceberg.table import StaticTable as "
                    "T; T.from_metadata('FILE/metadata/" +
                        it->path().filename().string() +
                        "').scan().to_pandas().to_parquet('table.parquet')\"");
  }
  return "";
}

}  // namespace vitrine::source
