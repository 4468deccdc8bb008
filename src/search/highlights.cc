#include "search/highlights.h"

#include <algorithm>

#include "base/json_parse.h"
#include "base/json_writer.h"
#include "search/text_conditions.h"

namespace vitrine::search {
namespace {

namespace json = boost::json;

constexpr std::size_t kWholeBytes = 300;    ///< Texts up to here are shown whole.
constexpr std::size_t kSnippetBytes = 240;  ///< Of longer ones.

/// UTF-16 code units of well-formed UTF-8.
std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

/// Writes the matches in the texts of one column; nothing if there are none.
class TextWriter {
 public:
  TextWriter(text::Highlighter& highlighter, const std::string& field, JsonWriter& json)
      : highlighter_(highlighter), field_(field), json_(json) {}

  void write(std::string_view text, std::optional<std::size_t> item) {
    text::Snippet shown{0, text.size(), {}};
    if (text.size() <= kWholeBytes) {
      shown.spans = highlighter_.spans(text, field_);
    } else {
      shown = highlighter_.snippet(text, field_, kSnippetBytes);
    }
    if (shown.spans.empty()) return;
    if (!any_) json_.key(field_).begin_array();
    any_ = true;
    json_.begin_object();
    if (item) json_.member("item", *item);
    json_.member("text", text.substr(shown.begin, shown.end - shown.begin));
    json_.member("start", utf16_length(text.substr(0, shown.begin))).key("spans").begin_array();
    std::size_t at = shown.begin;
    std::size_t units = 0;
    for (const text::HighlightSpan& span : shown.spans) {
      units += utf16_length(text.substr(at, span.begin - at));
      const std::size_t end = units + utf16_length(text.substr(span.begin, span.end - span.begin));
      json_.begin_array().value(units).value(end).end_array();
      at = span.end;
      units = end;
    }
    json_.end_array().end_object();
  }
  void finish() {
    if (any_) json_.end_array();
  }

 private:
  text::Highlighter& highlighter_;
  const std::string& field_;
  JsonWriter& json_;
  bool any_ = false;
};

}  // namespace

Result<RowHighlights> RowHighlights::create(const Split& split, std::string_view query,
                                            std::span<const text::TextCorrection> corrections,
                                            std::span<const std::size_t> columns) {
  const Result<std::vector<text::TextField>> fields = split.text_fields();
  if (!fields) return fields.error();
  const Result<std::string> language = split.text_language();
  if (!language) return language.error();
  std::string text(query);
  for (const text::TextCorrection& correction : corrections) text += " " + correction.term;
  Result<text::Highlighter> highlighter =
      text::Highlighter::create(text, *language, query_names(split, *fields));
  if (!highlighter) return std::move(highlighter).error();
  return RowHighlights(split, *std::move(highlighter), {columns.begin(), columns.end()});
}

void RowHighlights::append_json(std::string& out, std::span<const std::string_view> cells) {
  JsonWriter json(out);
  json.begin_object();
  const std::vector<std::size_t>& texts = split_->layout().text_columns;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!std::ranges::binary_search(texts, columns_[i])) continue;
    const Result<json::value> cell = parse_json(cells[i]);
    if (!cell) continue;
    TextWriter writer(highlighter_, split_->features()[columns_[i]].name, json);
    if (const json::string* text = cell->if_string()) writer.write(*text, std::nullopt);
    if (const json::array* items = cell->if_array()) {
      for (std::size_t item = 0; item < items->size(); ++item) {
        if (const json::string* text = (*items)[item].if_string()) writer.write(*text, item);
      }
    }
    writer.finish();
  }
  json.end_object();
}

}  // namespace vitrine::search
