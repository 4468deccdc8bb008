#include "source/not_a_table.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/ascii.h"

namespace vitrine {
namespace {

struct Signature {
  std::string_view bytes;
  std::string_view what;
  std::string_view advice;
};

using namespace std::string_view_literals;

constexpr std::string_view kAvro =
    "write it as Parquet: python -c \"import polars; polars.read_avro('FILE')"
    ".write_parquet('table.parquet')\"";
constexpr std::string_view kOrc =
    "write it as Parquet: python -c \"import pyarrow.orc as o, pyarrow.parquet as p; "
    "p.write_table(o.read_table('FILE'), 'table.parquet')\"";
constexpr std::string_view kHdf5 =
    "write it as Parquet: python -c \"import pandas; pandas.read_hdf('FILE')"
    ".to_parquet('table.parquet')\" (or with h5py, where pandas did not write it)";
constexpr std::string_view kPickle =
    "a pickle can run code, so only load what you trust, and write it as Parquet: python -c "
    "\"import pandas; pandas.read_pickle('FILE').to_parquet('table.parquet')\"";
constexpr std::string_view kPages = "extract its tables first, as CSV or Parquet";
constexpr std::string_view kMedia =
    "import its folder, or a table with a column of such files, instead";

/// First bytes that settle what a file is.
constexpr std::array<Signature, 21> kSignatures = {{
    {"version https://git-lfs.github.com/spec/"sv, "a Git LFS pointer, not the data itself",
     "fetch the data with: git lfs pull"},
    {"PARE"sv, "an encrypted Parquet file",
     "write it without encryption (pyarrow reads it with its keys)"},
    {"\x89HDF\r\n\x1A\n"sv, "an HDF5 file", kHdf5},
    {"ORC"sv, "an ORC file", kOrc},
    {"Obj\x01"sv, "an Avro file", kAvro},
    {"%PDF-"sv, "a PDF document", kPages},
    {"{\\rtf"sv, "an RTF document", kPages},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "an old Office file (.xls, .doc)",
     "save it as .xlsx or CSV"},
    {"\x80\x02"sv, "a pickle of Python", kPickle},
    {"\x80\x03"sv, "a pickle of Python", kPickle},
    {"\x80\x04\x95"sv, "a pickle of Python", kPickle},
    {"\x80\x05\x95"sv, "a pickle of Python", kPickle},
    {"\x89PNG\r\n"sv, "a PNG picture", kMedia},
    {"\xFF\xD8\xFF"sv, "a JPEG picture", kMedia},
    {"GIF8"sv, "a GIF picture", kMedia},
    {"ID3"sv, "an MP3 recording", kMedia},
    {"fLaC"sv, "a FLAC recording", kMedia},
    {"OggS"sv, "an Ogg recording", kMedia},
    {"\x7F"
     "ELF"sv,
     "a program", "name the data instead"},
    {"Rar!\x1A\x07"sv, "a RAR archive", "unpack it, and import the folder"},
    {"7z\xBC\xAF\x27\x1C"sv, "a 7-Zip archive", "unpack it, and import the folder"},
}};

struct Ending {
  std::string_view ending;
  std::string_view what;
  std::string_view advice;
};

/// Endings of texts that no first byte tells from a table.
constexpr std::array<Ending, 12> kEndings = {{
    {".yaml", "a YAML file",
     "write it as JSON: python -c \"import json, yaml; print(json.dumps(yaml.safe_load(open('FILE')"
     ")))\" > table.json"},
    {".yml", "a YAML file",
     "write it as JSON: python -c \"import json, yaml; print(json.dumps(yaml.safe_load(open('FILE')"
     ")))\" > table.json"},
    {".toml", "a TOML file", "write it as JSON"},
    {".xml", "an XML file",
     "write it as Parquet: python -c \"import pandas; pandas.read_xml('FILE')"
     ".to_parquet('table.parquet')\""},
    {".conllu", "a CoNLL-U file",
     "write it as JSON Lines, a sentence a line: python -c \"import conllu, json; "
     "[print(json.dumps("
     "[dict(t) for t in s], default=str)) for s in conllu.parse_incr(open('FILE'))]\""},
    {".conll", "a CoNLL file", "write it as JSON Lines, a sentence a line"},
    {".md", "a Markdown text", "name the folder that it describes, or a .txt of its lines"},
    {".html", "an HTML page", "save its table as CSV"},
    {".htm", "an HTML page", "save its table as CSV"},
    {".py", "a Python program", "run it, and import what it writes"},
    {".pkl", "a pickle of Python", kPickle},
    {".pickle", "a pickle of Python", kPickle},
}};

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
  for (std::size_t i = 8; i-- > 0;) length = length << 8U | static_cast<unsigned char>(head[i]);
  return length > 2 && length < 100'000'000;
}

bool is_html(std::string_view head) {
  const std::size_t start = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (start == std::string_view::npos || head[start] != '<') return false;
  const std::string lower = ascii_lower(head.substr(start, 200));
  return lower.starts_with("<!doctype html") || lower.starts_with("<html") ||
         (lower.starts_with("<!--") && lower.find("<html") != std::string::npos);
}

std::string sentence(std::string_view name, std::string_view what, std::string_view advice) {
  std::string said(advice);
  const std::size_t place = said.find("FILE");
  if (place != std::string::npos) said.replace(place, 4, name);
  return std::string(name) + " is " + std::string(what) + "; " + said;
}

}  // namespace

std::string not_a_table(std::string_view name, std::string_view head) {
  for (const Signature& signature : kSignatures) {
    // Letters alone may begin the name of a column: PARENT, ORCID, ID3.
    const bool letters = std::ranges::all_of(signature.bytes, [](char c) { return is_letter(c); });
    if (letters && is_text(head)) continue;
    if (head.starts_with(signature.bytes)) return sentence(name, signature.what, signature.advice);
  }
  if (is_safetensors(head)) {
    return sentence(name, "a safetensors file",
                    "write a tensor as .npy: python -c \"import numpy, safetensors.numpy as s; "
                    "numpy.save('table.npy', s.load_file('FILE')['NAME'])\"");
  }
  if (is_html(head))
    return sentence(name, "an HTML page, not data",
                    "a login page, perhaps: download the file again");
  if (head.starts_with("<?xml")) {
    const auto* xml = std::ranges::find(kEndings, ".xml", &Ending::ending);
    return sentence(name, xml->what, xml->advice);
  }
  const std::string lower = ascii_lower(name);
  for (const Ending& ending : kEndings) {
    if (lower.ends_with(ending.ending)) return sentence(name, ending.what, ending.advice);
  }
  return "";
}

}  // namespace vitrine
