#include "formats/excel_workbook.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "base/ascii.h"
#include "formats/random_file.h"

namespace vitrine::formats {
namespace {

constexpr std::uint64_t kMaxPartBytes = std::uint64_t{1} << 30U;
/// An OLE file: .xls, or a workbook with a password.
constexpr std::string_view kOleMagic = "\xD0\xCF\x11\xE0";

std::size_t number_of(std::string_view text, std::size_t otherwise = 0) {
  std::size_t value = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// The formats that have a number and no code. Source: ECMA-376, part 1, 18.8.30.
ExcelFormat builtin_format(std::size_t id) {
  if (id == 46) return ExcelFormat::kSpan;  // [h]:mm:ss
  if ((id >= 18 && id <= 21) || id == 45 || id == 47) return ExcelFormat::kTime;
  const bool is_day = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  return is_day ? ExcelFormat::kDay : ExcelFormat::kNumber;
}

struct WorkbookXml final : XmlHandler {
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "workbookPr") {
      const std::string_view flag = xml_attribute(attributes, "date1904");
      from_1904 = flag == "1" || flag == "true";
    } else if (name == "sheet") {
      const std::string_view state = xml_attribute(attributes, "state");
      sheets.push_back({std::string(xml_attribute(attributes, "name")),
                        std::string(xml_attribute(attributes, "r:id")),
                        state == "hidden" || state == "veryHidden"});
    }
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}

  struct Sheet {
    std::string name;
    std::string relationship;
    bool is_hidden = false;
  };
  std::vector<Sheet> sheets;
  bool from_1904 = false;
};

struct RelationsXml final : XmlHandler {
  void start(std::string_view name, const XmlAttributes& attributes) override {
    // Sheets of charts and of macros have no cells.
    if (name != "Relationship" || !xml_attribute(attributes, "Type").ends_with("/worksheet"))
      return;
    std::string target(xml_attribute(attributes, "Target"));
    target = target.starts_with('/') ? target.substr(1) : "xl/" + target;
    targets[std::string(xml_attribute(attributes, "Id"))] =
        fs::path(target).lexically_normal().generic_string();
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}

  std::map<std::string, std::string> targets;
};

struct StylesXml final : XmlHandler {
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "cellXfs") in_cells = true;
    if (name == "numFmt")
      codes[number_of(xml_attribute(attributes, "numFmtId"))] =
          excel_format(xml_attribute(attributes, "formatCode"));
    if (name == "xf" && in_cells) {
      const std::size_t id = number_of(xml_attribute(attributes, "numFmtId"));
      const auto code = codes.find(id);
      formats.push_back(code == codes.end() ? builtin_format(id) : code->second);
    }
  }
  void end(std::string_view name) override {
    if (name == "cellXfs") in_cells = false;
  }
  void text(std::string_view) override {}

  bool in_cells = false;
  std::map<std::size_t, ExcelFormat> codes;
  std::vector<ExcelFormat> formats;
};

struct TextsXml final : XmlHandler {
  void start(std::string_view name, const XmlAttributes&) override {
    if (name == "si") texts.emplace_back();
    if (name == "rPh") in_reading_aid = true;
    if (name == "t") in_text = true;
  }
  void end(std::string_view name) override {
    if (name == "rPh") in_reading_aid = false;
    if (name == "t") in_text = false;
    if (name == "si" && !texts.empty()) texts.back() = excel_text(std::move(texts.back()));
  }
  void text(std::string_view bytes) override {
    if (in_text && !in_reading_aid && !texts.empty()) texts.back() += bytes;
  }

  bool in_text = false;
  bool in_reading_aid = false;
  std::vector<std::string> texts;
};

Status check_head(const fs::path& path) {
  const Result<RandomFile> file = RandomFile::open(path);
  if (!file) return file.error();
  std::string head;
  if (Status status = file->read(0, std::min<std::uint64_t>(file->size(), 4), head); !status)
    return status;
  if (head.starts_with(kOleMagic))
    return unsupported(
        "it is an .xls of before 2007 or has a password: save it as .xlsx without one");
  return {};
}

/// Some writers call a part otherwise than Excel does, but for case or a number behind it.
bool is_part(std::string_view name, std::string_view part, std::string_view ending) {
  const std::string lower = ascii_lower(name);
  if (!lower.starts_with(part) || !lower.ends_with(ending)) return false;
  const std::string_view between =
      std::string_view(lower).substr(part.size(), lower.size() - part.size() - ending.size());
  return between.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Parses a member of the archive that is read at the moment.
Status parse_member(Archive& archive, XmlHandler& handler) {
  XmlStream stream(handler);
  const Result<std::string> bytes = archive.read_all(kMaxPartBytes);
  if (!bytes) return bytes.error();
  return stream.feed(*bytes, true);
}

/// The code of "_x000D_" at the front of `text`; nothing where there is none.
std::optional<unsigned> escaped_code(std::string_view text) {
  constexpr std::size_t kLength = 7;
  if (text.size() < kLength || !text.starts_with("_x") || text[kLength - 1] != '_')
    return std::nullopt;
  unsigned code = 0;
  const char* end = text.data() + kLength - 1;
  const auto [rest, error] = std::from_chars(text.data() + 2, end, code, 16);
  return error == std::errc() && rest == end ? std::optional(code) : std::nullopt;
}

}  // namespace

std::string excel_text(std::string text) {
  std::string out;
  std::size_t begin = 0;  // of what is not yet in `out`
  for (std::size_t at = text.find("_x"); at != std::string::npos; at = text.find("_x", at)) {
    const std::string_view rest = std::string_view(text).substr(at);
    const std::optional<unsigned> code = escaped_code(rest);
    const bool is_control = code && *code > 0 && *code < 0x20;
    // The underscore of what follows is the last of the escape.
    const bool is_underscore = code == '_' && escaped_code(rest.substr(6));
    if (is_control || is_underscore) {
      out.append(text, begin, at - begin) += static_cast<char>(*code);
      begin = at + 7;
    }
    at = std::max(begin, at + 2);
  }
  return begin == 0 ? std::move(text) : out.append(text, begin);
}

ExcelFormat excel_format(std::string_view code) {
  bool days = false;
  bool hours = false;
  bool spans = false;
  bool numbers = false;
  bool months = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    switch (code[i]) {
      case '"':
        i = std::min(code.find('"', i + 1), code.size());
        break;
      case '\\':
      case '_':
      case '*':
        ++i;
        break;
      case ';':  // what follows is for negative numbers
        i = code.size();
        break;
      case '[': {
        const std::size_t end = std::min(code.find(']', i), code.size());
        const std::string_view inside = code.substr(i + 1, end - i - 1);
        spans = spans || (!inside.empty() && inside.find_first_not_of("hHmMsS") == inside.npos);
        i = end;
        break;
      }
      case 'y':
      case 'Y':
      case 'd':
      case 'D':
        days = true;
        break;
      case 'h':
      case 'H':
      case 's':
      case 'S':
        hours = true;
        break;
      case 'm':
      case 'M':  // fewer are minutes, or a number
        months = months || ascii_lower(code.substr(i, 3)) == "mmm";
        break;
      case '#':
      case '?':
        numbers = true;
        break;
      default:
        break;
    }
  }
  if (days) return ExcelFormat::kDay;
  if ((hours || spans) && !numbers && code.find("General") == code.npos)
    return spans ? ExcelFormat::kSpan : ExcelFormat::kTime;
  // Months without a day: "mmm".
  return !numbers && months ? ExcelFormat::kDay : ExcelFormat::kNumber;
}

Result<ExcelWorkbook> read_workbook(const fs::path& path, bool with_texts) {
  if (Status status = check_head(path); !status) return std::move(status).error();
  Result<Archive> archive = Archive::open(path);
  if (!archive) return std::move(archive).error();
  WorkbookXml workbook;
  RelationsXml relations;
  StylesXml styles;
  TextsXml texts;
  bool is_binary = false;
  while (true) {
    const Result<std::optional<ArchiveMember>> member = archive->next();
    if (!member) return member.error();
    if (!*member) break;
    const std::string& name = (*member)->name;
    is_binary = is_binary || name == "xl/workbook.bin";
    XmlHandler* handler = nullptr;
    if (is_part(name, "xl/workbook", ".xml")) handler = &workbook;
    if (is_part(name, "xl/_rels/workbook", ".xml.rels")) handler = &relations;
    if (is_part(name, "xl/styles", ".xml")) handler = &styles;
    if (is_part(name, "xl/sharedstrings", ".xml") && with_texts) handler = &texts;
    if (handler == nullptr) continue;
    if (Status status = parse_member(*archive, *handler); !status)
      return std::move(status).error().in(name);
  }
  if (is_binary) return unsupported("it is a workbook of the binary format: save it as .xlsx");
  ExcelWorkbook out;
  for (const auto& [name, id, is_hidden] : workbook.sheets) {
    const auto target = relations.targets.find(id);
    if (target != relations.targets.end()) out.sheets.push_back({name, target->second, is_hidden});
  }
  if (out.sheets.empty()) return corrupt("it holds no sheets of an Excel workbook");
  out.texts = std::move(texts.texts);
  out.formats = std::move(styles.formats);
  out.counts_from_1904 = workbook.from_1904;
  return out;
}

Result<Archive> open_member(const fs::path& path, const std::string& member) {
  Result<Archive> archive = Archive::open(path);
  if (!archive) return archive;
  while (true) {
    const Result<std::optional<ArchiveMember>> next = archive->next();
    if (!next) return next.error();
    if (!*next) return corrupt("its member " + member + " is missing");
    if ((*next)->name == member) return archive;
  }
}

}  // namespace vitrine::formats
