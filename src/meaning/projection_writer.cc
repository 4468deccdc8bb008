#include "meaning/projection_writer.h"

#include <algorithm>
#include <cmath>

#include "meaning/projection_format.h"
#include "meaning/projection_judge.h"
#include "meaning/text_space.h"

namespace vitrine::meaning {
namespace {

/// Row `row` of all blocks, one after the other, without what lies behind the last dimension.
void gather_row(std::span<const float> blocks, std::size_t num_blocks, std::size_t row,
                std::span<float> out) {
  const std::size_t block_size = blocks.size() / num_blocks;
  for (std::size_t at = 0; at < out.size(); ++at) {
    const std::size_t block = at / kRidgeColumns;
    out[at] = blocks[block * block_size + row * kRidgeColumns + at % kRidgeColumns];
  }
}

class FileOf {
 public:
  FileOf(ContainerWriter& out, const LearningTexts& texts) : out_(out), texts_(texts) {}

  Status write(const ProjectionShape& shape, const ProjectionQuality& quality,
               const ProjectionWeights* weights) {
    if (Status status = section(kProjectionShapeSection, std::span(&shape, 1)); !status)
      return status;
    if (Status status = section(kProjectionQualitySection, std::span(&quality, 1)); !status)
      return status;
    if (weights != nullptr) {
      if (Status status = write_text(*weights); !status) return status;
      if (Status status = write_terms(*weights); !status) return status;
    }
    return out_.finish();
  }

 private:
  template <typename T>
  Status section(std::uint32_t id, std::span<const T> values) {
    if (Status status = out_.begin_section(id); !status) return status;
    return out_.write(std::as_bytes(values));
  }

  Status write_text(const ProjectionWeights& weights) {
    const std::span<const float> mean = std::span(weights.mean).first(weights.dimension);
    if (Status status = section(kProjectionMeanSection, mean); !status) return status;
    if (Status status = out_.begin_section(kProjectionTextSection); !status) return status;
    std::vector<float> row(weights.dimension);
    for (std::size_t i = 0; i < weights.text_dimension; ++i) {
      gather_row(weights.text, weights.num_blocks(), i, row);
      if (Status status = out_.write(std::as_bytes(std::span(row))); !status) return status;
    }
    return {};
  }

  Status write_terms(const ProjectionWeights& weights) {
    const auto tokens = std::span<const encoder::TokenId>(texts_.tokens);
    if (Status status = section(kProjectionTokenSection, tokens); !status) return status;
    const auto idfs = std::span<const float>(texts_.idfs);
    if (Status status = section(kProjectionIdfSection, idfs); !status) return status;
    std::vector<float> row(weights.dimension);
    std::vector<float> scales;
    std::vector<std::int8_t> codes;
    codes.reserve(weights.dimension * tokens.size());
    for (std::size_t term = 0; term < tokens.size(); ++term) {
      gather_row(weights.terms, weights.num_blocks(), term, row);
      float largest = 0;
      for (const float value : row) largest = std::max(largest, std::abs(value));
      scales.push_back(largest / 127);
      for (const float value : row) {
        codes.push_back(largest > 0 ? static_cast<std::int8_t>(std::lround(value / scales.back()))
                                    : std::int8_t{0});
      }
    }
    if (Status status = section(kProjectionScaleSection, std::span<const float>(scales)); !status)
      return status;
    return section(kProjectionCodeSection, std::span<const std::int8_t>(codes));
  }

  ContainerWriter& out_;
  const LearningTexts& texts_;
};

void tell(const TextVectorsOptions& options, std::uint64_t done, std::uint64_t total) {
  if (options.progress == nullptr) return;
  ProgressUpdate update;
  update.stage = "projection";
  update.rows = done;
  update.rows_total = total;
  options.progress->update(update);
}

}  // namespace

Status write_projection(const fs::path& path, const LearningTexts& texts,
                        const vector::AnyVectorMatrix& vectors, const RowTexts& row_texts,
                        const TextVectorsOptions& options) {
  const UnitVectors units(vectors, texts.rows);
  std::vector<std::uint32_t> usable;
  for (std::size_t i = 0; i < texts.rows.size(); ++i) {
    if (units.has(i)) usable.push_back(static_cast<std::uint32_t>(i));
  }
  if (usable.size() < kMinProjectionRows) return {};
  tell(options, 0, usable.size());
  const Result<ProjectionQuality> quality =
      judge_projection(texts, units, usable, row_texts, options);
  if (!quality) return quality.error();
  std::optional<ProjectionWeights> weights;
  if (quality->is_related()) {
    Result<ProjectionWeights> fit =
        fit_projection(texts, units, spread_within(texts, usable, kMaxTermWeights),
                       std::max(options.threads, 1U), options.stop);
    if (!fit) return std::move(fit).error();
    weights = *std::move(fit);
  }
  tell(options, usable.size(), usable.size());
  const Result<const TextSpace*> space = TextSpace::get();
  if (!space) return space.error();
  const ProjectionShape shape = {(*space)->checksum(), units.dimension(), texts.dimension,
                                 weights ? static_cast<std::uint32_t>(texts.tokens.size()) : 0U,
                                 weights ? 1U : 0U};
  Result<ContainerWriter> out = ContainerWriter::create(path, kProjectionKind);
  if (!out) return std::move(out).error();
  return FileOf(*out, texts).write(shape, *quality, weights ? &*weights : nullptr);
}

}  // namespace vitrine::meaning
