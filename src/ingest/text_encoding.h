#pragma once
// Text encodings: found by the bytes where nobody says, and turned into UTF-8 as a file is read.
//
// Names are those of the WHATWG's Encoding Standard, in which latin-1 and iso-8859-1 mean
// windows-1252; what ICU knows beyond them is taken too. A byte order mark settles the encoding
// and is no part of the text.

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ingest/byte_reader.h"

namespace vitrine::ingest {

/// "utf-8", "windows-1252", "utf-16le", ... for any name of an encoding. Errors: invalid_argument
/// for a name that means none.
Result<std::string> encoding_called(std::string_view name);

/// What the first bytes of a file say: "utf-8" or a UTF-16 by its byte order mark or, without one,
/// as source::utf16_without_mark() tells it; "iso-2022-jp" by its escapes; empty if they say
/// nothing.
std::string encoding_of_mark(std::string_view head);

/// Whether a text changes to an alphabet of Japanese as ISO-2022-JP does: ESC, '$' and 'B' or '@'.
/// Each byte of it is ASCII, so that such a text is valid UTF-8 too.
bool has_escapes_of_japanese(std::string_view text);

/// The encoding in which a file is to be read: what `said` names, else its byte order mark, else
/// UTF-8, true or not. Errors: invalid_argument for a name that means none, or another encoding
/// than the file's byte order mark; those of ByteReader.
Result<std::string> first_encoding(const source::SourceFile& file, std::string_view said);

/// The likeliest encoding of a file that proved not to be UTF-8; empty where it is a UTF-8 file
/// with broken places, or no text. Cost: reads the file, up to 64 KiB of lines with other than
/// ASCII.
Result<std::string> second_encoding(const source::SourceFile& file);

/// The text of a file in UTF-8. Errors: those of ByteReader::open and utf8_reader.
Result<std::unique_ptr<ByteReader>> open_text(const source::SourceFile& file,
                                              const std::string& encoding);

/// The text in UTF-8 without its byte order mark. For "utf-8" the bytes are passed on as they are,
/// valid or not. Errors of reading: corrupt, with the line, for bytes that the encoding does not
/// have. Requires: `encoding` came from a function above.
Result<std::unique_ptr<ByteReader>> utf8_reader(std::unique_ptr<ByteReader> input,
                                                const std::string& encoding);

}  // namespace vitrine::ingest
