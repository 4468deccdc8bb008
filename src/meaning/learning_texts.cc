#include "meaning/learning_texts.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/utf8.h"
#include "base/workers.h"
#include "encoder/builtin_encoder.h"
#include "encoder/tokenizer.h"

namespace vitrine::meaning {
namespace {

constexpr std::uint64_t kRowsOfPart = 2048;

/// Neighbouring rows of the split.
struct Part {
  Status status;
  std::vector<std::uint64_t> rows;
  std::vector<float> vectors;
  SparseRows counts;  ///< Columns are tokens.
};

class Reader {
 public:
  Reader(const TextVectors& vectors, const RowTexts& texts, const encoder::WordPieces& pieces)
      : vectors_(vectors),
        texts_(texts),
        pieces_(pieces),
        stride_(vectors.num_rows() / kMaxLearningRows + 1) {}

  Part read(std::uint64_t first, std::uint64_t count) const {
    Part part;
    std::vector<std::string> found(count);
    part.status = texts_(first, found);
    encoder::Tokenizer tokenizer(pieces_);
    for (std::uint64_t i = 0; i < count && part.status; ++i) {
      const std::uint64_t row = first + i;
      if (row % stride_ != 0) continue;
      const TokenCounts counts =
          known(count_tokens(tokenizer.tokens(utf8_prefix(found[i], kTextVectorBytes))));
      if (counts.tokens.empty()) continue;
      const Result<std::vector<float>> vector = vectors_.vector(row);
      if (!vector) {
        part.status = vector.error();
        break;
      }
      part.rows.push_back(row);
      part.vectors.insert(part.vectors.end(), vector->begin(), vector->end());
      part.vectors.resize(part.rows.size() * vectors_.dimension());
      SparseRows& all = part.counts;
      all.columns.insert(all.columns.end(), counts.tokens.begin(), counts.tokens.end());
      all.weights.insert(all.weights.end(), counts.weights.begin(), counts.weights.end());
      all.begins.push_back(all.columns.size());
    }
    return part;
  }

 private:
  /// Without the one token that stands for all that is not in the vocabulary.
  TokenCounts known(TokenCounts counts) const {
    const auto unknown = std::ranges::find(counts.tokens, pieces_.unknown());
    if (unknown == counts.tokens.end()) return counts;
    counts.weights.erase(counts.weights.begin() + (unknown - counts.tokens.begin()));
    counts.tokens.erase(unknown);
    return counts;
  }

  const TextVectors& vectors_;
  const RowTexts& texts_;
  const encoder::WordPieces& pieces_;
  std::uint64_t stride_;
};

void append(LearningTexts& all, const Part& part) {
  all.rows.insert(all.rows.end(), part.rows.begin(), part.rows.end());
  all.vectors.insert(all.vectors.end(), part.vectors.begin(), part.vectors.end());
  SparseRows& terms = all.terms;
  const std::uint64_t before = terms.columns.size();
  terms.columns.insert(terms.columns.end(), part.counts.columns.begin(), part.counts.columns.end());
  terms.weights.insert(terms.weights.end(), part.counts.weights.begin(), part.counts.weights.end());
  for (const std::uint64_t end : std::span(part.counts.begins).subspan(1))
    terms.begins.push_back(before + end);
}

/// Makes terms of the tokens that are there, and tf-idf of the counts.
void weigh(LearningTexts& all, std::size_t vocabulary) {
  std::vector<std::uint32_t> frequency(vocabulary);
  for (const std::uint32_t token : all.terms.columns) ++frequency[token];
  std::vector<std::uint32_t> term_of(vocabulary);
  for (std::size_t token = 0; token < vocabulary; ++token) {
    if (frequency[token] == 0) continue;
    term_of[token] = static_cast<std::uint32_t>(all.tokens.size());
    all.tokens.push_back(static_cast<encoder::TokenId>(token));
    all.idfs.push_back(std::log((1 + static_cast<float>(all.rows.size())) /
                                (1 + static_cast<float>(frequency[token]))));
  }
  SparseRows& terms = all.terms;
  for (std::size_t i = 0; i < terms.columns.size(); ++i) {
    terms.columns[i] = term_of[terms.columns[i]];
    terms.weights[i] *= all.idfs[terms.columns[i]];
  }
  for (std::size_t row = 0; row < terms.size(); ++row) {
    make_unit(std::span(terms.weights)
                  .subspan(terms.begins[row], terms.begins[row + 1] - terms.begins[row]));
  }
}

}  // namespace

Result<LearningTexts> read_learning_texts(const TextVectors& vectors, const RowTexts& texts,
                                          const TextVectorsOptions& options) {
  const Result<const encoder::StaticEncoder*> encoder = encoder::builtin_encoder();
  if (!encoder) return encoder.error();
  const encoder::WordPieces& pieces = (*encoder)->word_pieces();
  const Reader reader(vectors, texts, pieces);
  std::vector<Part> parts((vectors.num_rows() + kRowsOfPart - 1) / kRowsOfPart);
  Status read =
      run_tasks(parts.size(), std::max(options.threads, 1U), options.stop, [&](std::size_t part) {
        const std::uint64_t first = part * kRowsOfPart;
        parts[part] = reader.read(first, std::min(kRowsOfPart, vectors.num_rows() - first));
      });
  if (!read) return std::move(read).error();
  LearningTexts all;
  all.num_rows = vectors.num_rows();
  all.dimension = vectors.dimension();
  for (Part& part : parts) {
    if (!part.status) return std::move(part.status).error();
    append(all, std::exchange(part, Part()));
  }
  weigh(all, pieces.size());
  return all;
}

}  // namespace vitrine::meaning
