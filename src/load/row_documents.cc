#include "load/row_documents.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>
#include <utility>

#include "base/base64.h"
#include "base/json_writer.h"
#include "cluster/index_layout.h"
#include "cluster/row_texts.h"
#include "store/artefacts.h"
#include "text/index.h"
#include "text/row_tokens.h"

namespace vitrine::load {
namespace {

/// A word counts at most so often: beyond it another says no more.
constexpr float kMostRepeats = 8;

/// How often the words of a field stand in a row, so that the engine's own scores come near to
/// ours.
std::vector<std::size_t> repeats_of(std::span<const text::TextField> fields) {
  float least = 1;
  for (const text::TextField& field : fields) least = std::min(least, field.weight);
  std::vector<std::size_t> all;
  for (const text::TextField& field : fields) {
    all.push_back(static_cast<std::size_t>(
        std::clamp(std::round(field.weight / std::max(least, 0.0625F)), 1.0F, kMostRepeats)));
  }
  return all;
}

template <typename Value>
std::string_view bytes_of(std::span<const Value> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

/// Whether a vector points anywhere: what cosines need.
template <typename Value>
bool has_direction(std::span<const Value> values) {
  double squares = 0;
  for (const Value value : values)
    squares += static_cast<double>(value) * static_cast<double>(value);
  return std::isfinite(static_cast<float>(squares)) && static_cast<float>(squares) > 0;
}

template <typename Value>
void append_vector(JsonWriter& json, std::size_t column, const schema::Features& features,
                   std::span<const Value> values, std::string_view kept) {
  std::string exact;
  append_base64(exact, kept);
  json.member(cluster::exact_field(column, features), exact);
  if (!has_direction(values)) return;
  json.key(cluster::vector_field(column, features));
  const std::vector<float> floats(values.begin(), values.end());
  cluster::append_engine_vector(json, floats, cluster::vector_number(column, features));
}

}  // namespace

/// One thread's share of the work.
class RowDocuments::Writer {
 public:
  Writer(const RowDocuments& rows, text::RowTokens tokens)
      : rows_(rows), tokens_(std::move(tokens)) {}

  Status append(std::string& lines, std::uint64_t row, std::span<const std::string_view> cells) {
    lines += "{\"index\":{\"_id\":\"" + std::to_string(row) + "\"}}\n";
    JsonWriter json(lines);
    json.begin_object().member("row", row).key("cells");
    all_cells_.clear();
    for (const std::string_view cell : cells) {
      all_cells_ += all_cells_.empty() ? '[' : ',';
      all_cells_ += cell;
    }
    json.value(cells.empty() ? std::string_view("[]") : std::string_view(all_cells_ += ']'));
    if (Status status = append_columns(json, row, cells); !status) return status;
    append_words(json, cells);
    if (Status status = append_vectors(json, row); !status) return status;
    json.end_object();
    lines += '\n';
    return {};
  }

 private:
  Status append_columns(JsonWriter& json, std::uint64_t row,
                        std::span<const std::string_view> cells) {
    by_column_.assign(rows_.features_->size(), "null");
    const std::vector<std::size_t>& columns = rows_.layout_.row_columns;
    for (std::size_t i = 0; i < columns.size(); ++i) by_column_[columns[i]] = cells[i];
    for (std::size_t i = 0; i < rows_.vectors_.size(); ++i) {
      if (!rows_.vectors_[i].is_null(row)) by_column_[rows_.layout_.vector_columns[i]] = "[]";
    }
    const auto here =
        std::ranges::equal_range(rows_.not_finite_, row, {}, &cluster::NotFinite::row);
    return rows_.fields_.append(json, by_column_, {here.begin(), here.end()});
  }

  void append_words(JsonWriter& json, std::span<const std::string_view> cells) {
    const std::vector<std::size_t>& texts = rows_.layout_.text_columns;
    if (texts.empty()) return;
    values_.assign(texts.size(), {});
    for (std::size_t field = 0; field < texts.size(); ++field) {
      const auto stored = std::ranges::find(rows_.layout_.row_columns, texts[field]);
      const auto at = static_cast<std::size_t>(stored - rows_.layout_.row_columns.begin());
      cluster::for_each_text(cells[at], (*rows_.features_)[texts[field]].type,
                             [&](std::string_view text) { values_[field].emplace_back(text); });
    }
    const std::span<const text::RowToken> tokens = tokens_.read(values_);
    json.key(cluster::kWordsField);
    append_tokens(json, tokens, [this](std::size_t field) { return rows_.repeats_[field]; });
    for (std::size_t field = 0; field < texts.size(); ++field) {
      const auto own = std::ranges::equal_range(tokens, field, {}, &text::RowToken::field);
      json.key(cluster::words_field(field));
      append_tokens(json, {own.begin(), own.end()}, [](std::size_t) { return std::size_t{1}; });
    }
  }

  /// A list of texts, a new one after each gap; words of one position joined, each as often as its
  /// field says.
  template <typename Repeats>
  void append_tokens(JsonWriter& json, std::span<const text::RowToken> tokens,
                     const Repeats& repeats) {
    json.begin_array();
    std::string text;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (i > 0 && tokens[i].position > tokens[i - 1].position + 1) {
        json.value(text);
        text.clear();
      }
      if (!text.empty())
        text += tokens[i].position == tokens[i - 1].position ? cluster::kJoiner : " ";
      for (std::size_t n = 0; n < repeats(tokens[i].field); ++n) {
        if (n > 0) text += cluster::kJoiner;
        text += tokens[i].term;
      }
    }
    if (!text.empty()) json.value(text);
    json.end_array();
  }

  Status append_vectors(JsonWriter& json, std::uint64_t row) {
    for (std::size_t i = 0; i < rows_.vectors_.size(); ++i) {
      const store::VectorFile& file = rows_.vectors_[i];
      const std::size_t column = rows_.layout_.vector_columns[i];
      if (file.is_null(row)) continue;
      if (Status whole = file.check_rows(row, 1); !whole) return whole;
      if (file.element() == store::VectorElement::kFloat32) {
        append_vector(json, column, *rows_.features_, file.floats(row), bytes_of(file.floats(row)));
      } else {
        append_vector(json, column, *rows_.features_, file.doubles(row),
                      bytes_of(file.doubles(row)));
      }
    }
    if (!rows_.texts_) return {};
    const Result<std::span<const std::byte>> record = rows_.texts_->record(row);
    if (!record) return record.error();
    if (record->empty()) return {};
    const std::vector<float> vector = meaning::vector_of_record(*record, rows_.texts_->dimension());
    append_vector(json, rows_.features_->size(), *rows_.features_, std::span<const float>(vector),
                  bytes_of(*record));
    return {};
  }

  const RowDocuments& rows_;
  text::RowTokens tokens_;
  std::vector<std::string_view> by_column_;
  std::vector<std::vector<std::string>> values_;
  std::string all_cells_;
};

Result<RowDocuments> RowDocuments::open(const fs::path& index_directory,
                                        const schema::Features& features,
                                        std::vector<cluster::NotFinite> not_finite) {
  const auto path = [&](store::Artefact artefact, std::size_t column = 0) {
    return index_directory / store::artefact_filename(artefact, column);
  };
  Result<store::RowStore> store =
      store::RowStore::open(path(store::Artefact::kRows), std::make_shared<store::BlockCache>());
  if (!store) return std::move(store).error();
  RowDocuments rows(features, std::move(not_finite), *std::move(store));
  for (const std::size_t column : rows.layout_.vector_columns) {
    Result<store::VectorFile> file =
        store::VectorFile::open(path(store::Artefact::kVectors, column));
    if (!file) return std::move(file).error();
    rows.vectors_.push_back(*std::move(file));
  }
  if (rows.layout_.text_columns.empty()) return rows;
  const Result<text::TextIndex> index = text::TextIndex::open(path(store::Artefact::kText));
  if (!index) return index.error();
  rows.language_ = index->language();
  rows.repeats_ = repeats_of(index->fields());
  Result<meaning::TextVectors> texts =
      meaning::TextVectors::open(path(store::Artefact::kTextVectors));
  if (!texts) return std::move(texts).error();
  rows.texts_ = *std::move(texts);
  return rows;
}

Status RowDocuments::append(std::string& lines, std::uint64_t begin, std::uint64_t end) const {
  Result<text::RowTokens> tokens =
      text::RowTokens::create(layout_.text_columns.size(), language_.empty() ? "none" : language_);
  if (!tokens) return std::move(tokens).error();
  Writer writer(*this, *std::move(tokens));
  std::vector<std::uint64_t> wanted;
  for (std::uint64_t row = begin; row < end; ++row) wanted.push_back(row);
  Status failed;
  const Status read =
      rows_.read(wanted, [&](std::uint64_t row, std::span<const std::string_view> cells) {
        failed = writer.append(lines, row, cells);
        return failed.has_value();
      });
  return failed ? read : failed;
}

}  // namespace vitrine::load
