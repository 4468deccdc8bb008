#pragma once
// TextLexicon: a text index without its rows: which terms there are and how many rows have each.
//
// Where a search engine has the rows of a split, this is what stays beside the Parquet: with it a
// query is planned, its words are weighed and corrected, and rows that the engine found are scored
// (text/rescoring.h), all as the text index would. A memory-mapped, immutable file
// (docs/formats/lexicon.md). Thread safe. Cost: about 8 bytes a term and up to 1 MiB of pair
// counts; 1 us a look-up.

#include <string>
#include <utility>
#include <vector>

#include "base/container.h"
#include "base/file.h"
#include "base/result.h"
#include "text/term_dictionary.h"
#include "text/text_meta.h"
#include "text/text_vocabulary.h"

namespace vitrine::text {

class TextLexicon final : public TextVocabulary {
 public:
  /// Maps a lexicon and checks all of it. Errors: not_found, io, corrupt, unsupported (written by
  /// another version).
  static Result<TextLexicon> open(const fs::path& path);

  std::uint32_t num_rows() const override { return num_rows_; }
  const std::vector<TextField>& fields() const override { return meta_.fields; }
  const std::string& language() const override { return meta_.language; }
  std::uint64_t num_terms() const override { return dictionary_.size(); }
  std::optional<std::uint32_t> rows_of(std::string_view term) const override;
  void visit_terms(
      std::string_view from,
      const std::function<bool(std::string_view term, std::uint32_t rows)>& visit) const override;
  const PairCounts& pair_counts() const override { return pairs_; }
  double mean_length() const override { return mean_length_; }

  std::uint64_t size_bytes() const { return file_.size_bytes(); }
  /// Whether every page read so far was the file's (base/mapped_faults.h).
  bool is_intact() const { return file_.is_intact(); }

 private:
  explicit TextLexicon(Container file) : file_(std::move(file)) {}
  Status read();

  Container file_;
  TermDictionary dictionary_;
  PairCounts pairs_;
  TextMeta meta_;
  std::uint32_t num_rows_ = 0;
  double mean_length_ = 0;
};

class TextIndex;

/// Writes the lexicon of an index and fsyncs it. Errors: unsupported (the index does not say how
/// long its rows are: an older program wrote it), corrupt, io. Cost: a pass over the dictionary.
Status write_lexicon(const TextIndex& index, const fs::path& path);

}  // namespace vitrine::text
