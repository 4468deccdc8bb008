#pragma once
// Cluster labels: the words that tell a cluster from the others, taken from short texts of its own
// rows, such as titles.
//
// Source: Grootendorst 2022, "BERTopic", arXiv 2203.05794: class-based tf-idf, which weighs a term
// by how often the cluster has it and how rare it is over all clusters, log(1 + A / f). Terms are
// words and pairs of adjacent words; inflections count as one term and the commonest spelling is
// shown; function words are left out. Ours differs in that a term counts once per text and must
// occur in several, so that one odd title names nothing.
//
// Not thread safe. Memory: bounded by the distinct terms of kMostTexts texts.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "text/segmenter.h"
#include "text/stemmer.h"

namespace vitrine::atlas {

/// How many texts are worth counting: with more points than this, take an even part of them.
inline constexpr std::uint64_t kMostTexts = 200'000;

class ClusterLabels {
 public:
  static Result<ClusterLabels> create(std::uint32_t num_clusters);

  /// Counts a text of `cluster`. Requires: cluster < num_clusters.
  void add(std::uint32_t cluster, std::string_view text);

  /// Up to `limit` terms for each group of clusters, the most telling first, no two with a word in
  /// common. `group_of`: each cluster's group, below num_groups.
  std::vector<std::vector<std::string>> terms(const std::vector<std::uint16_t>& group_of,
                                              std::uint32_t num_groups, std::size_t limit) const;

 private:
  struct Term {
    std::map<std::string, std::uint32_t, std::less<>> spellings;
    std::unordered_map<std::uint32_t, std::uint32_t> texts;  // with it, by cluster
    std::vector<std::uint32_t> stems;                        // one or two
  };

  explicit ClusterLabels(text::Stemmer stemmer, std::uint32_t num_clusters)
      : stemmer_(std::move(stemmer)), num_texts_(num_clusters) {}
  void count(std::uint32_t cluster, std::vector<std::uint32_t> stems, std::string_view spelling);
  std::uint32_t stem_of(std::string_view word);

  text::Segmenter segmenter_;
  text::Stemmer stemmer_;
  std::vector<std::uint64_t> num_texts_;  // of each cluster
  std::unordered_map<std::string, std::uint32_t> stems_;
  std::unordered_map<std::uint64_t, std::uint32_t> ids_;  // by the one or two stems
  std::vector<Term> terms_;
};

}  // namespace vitrine::atlas
