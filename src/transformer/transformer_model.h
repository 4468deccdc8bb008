#pragma once
// TransformerModel: a model of the BERT family from a folder in the Hub's layout, as a TextModel.
//
// Texts become tokens, up to as many as the model reads; those of similar length go through the
// network together, on all cores; the tokens' vectors become one as the model's own files say
// (model_settings.h). The same text has the same vector to about 1e-6, whatever stands beside it.
//
//   Result<std::unique_ptr<TransformerModel>> model = TransformerModel::open(folder, "owner/name");
//   (*model)->encode(texts, TextRole::kPassage, vectors, stop);
//
// Thread safe. Cost: 4 ms for a query of 16 tokens and 0.25 ms a token of passages by MiniLM, on
// one core of Zen 4.

#include <memory>
#include <string>
#include <vector>

#include "base/file.h"
#include "encoder/text_model.h"
#include "transformer/bert.h"
#include "transformer/tokenizer_files.h"

namespace vitrine::transformer {

class TransformerModel final : public encoder::TextModel {
 public:
  /// `name` is what name() says. Errors: not_found if the folder is no model's; unsupported, naming
  /// what, for models that cannot be run; corrupt; io. All name the model and the file.
  static Result<std::unique_ptr<TransformerModel>> open(const fs::path& folder, std::string name);

  const std::string& name() const override { return name_; }
  std::size_t dimension() const override { return settings_.shape.hidden; }
  std::string version() const override { return version_; }
  Status encode(std::span<const std::string_view> texts, encoder::TextRole role,
                std::span<float> out, const std::stop_token& stop) const override;

  const ModelSettings& settings() const { return settings_; }
  /// What the network is given for a text: [CLS], its tokens as far as they are read, [SEP].
  std::vector<encoder::TokenId> tokens(std::string_view text, encoder::TextRole role) const;

 private:
  TransformerModel(std::string name, ModelSettings settings,
                   std::unique_ptr<const TokenizerFiles> tokenizer, encoder::WordPieces pieces,
                   Bert bert)
      : name_(std::move(name)),
        settings_(std::move(settings)),
        tokenizer_(std::move(tokenizer)),
        pieces_(std::move(pieces)),
        bert_(std::move(bert)) {}
  static Result<std::unique_ptr<TransformerModel>> read(const fs::path& folder, std::string name);
  Status run(std::span<const std::vector<encoder::TokenId>> texts,
             std::span<const std::size_t> which, std::span<float> out) const;
  void pool(const float* states, std::size_t length, std::span<float> out) const;

  std::string name_;
  std::string version_;
  ModelSettings settings_;
  std::unique_ptr<const TokenizerFiles> tokenizer_;  ///< pieces_ has views of its lines.
  encoder::WordPieces pieces_;
  Bert bert_;
};

}  // namespace vitrine::transformer
