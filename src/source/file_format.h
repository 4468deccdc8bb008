#pragma once
// File formats: told from a file's name, and verified by its first and last bytes.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "source/source.h"

namespace vitrine::source {

struct NamedFormat {
  FileFormat format;
  Compression compression;
  std::string stem;  ///< The name without its endings: "papers" of "papers.jsonl.zst".
};

/// What is read, as a sentence lists it.
inline constexpr std::string_view kReadFormats =
    "Parquet, JSON, CSV, TSV, text, Arrow, NumPy, SQLite or Excel";

/// From the name's ending, without regard to case: one of those in file_format.cc, with .gz or .zst
/// behind those of texts; that of an archive; .bz2 .xz .lz4 behind any of them. Nothing for any
/// other name.
std::optional<NamedFormat> format_of_name(std::string_view filename);

/// Texts, which may be compressed and whose first bytes settle nothing.
bool is_text(FileFormat format);

/// So many bytes of a text are looked into.
inline constexpr std::size_t kHeadOfText = std::size_t{64} << 10U;

/// The first bytes of a text that was inspected, decompressed, in UTF-8 if it is in UTF-16: at most
/// kHeadOfText, or those of them that UTF-8 takes. Errors: corrupt, not_found, io.
Result<std::string> head_of_text(const SourceFile& file, std::string_view encoding);

/// The file with its real format. `named` is what its name says, if it says anything; else the
/// content decides. JSON lines in a .json file and arrays in a .jsonl file are taken as what they
/// are. `encoding` is that of a text, as a person named it; empty: told by its bytes. Errors:
/// corrupt with what is wrong; not_found, io.
Result<SourceFile> inspect_file(const fs::path& path, const std::optional<NamedFormat>& named,
                                std::string_view encoding = "");

}  // namespace vitrine::source
