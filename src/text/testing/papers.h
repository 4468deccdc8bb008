#pragma once
// The 92,299 papers that the benches measure: ../shared/data/papers.jsonl.zst, found through
// VITRINE_SOURCE_DIR and unpacked by the zstd program.

#include <string>
#include <vector>

namespace vitrine::text {

struct Paper {
  std::string title, abstract, keywords, tldr, venue;
  std::vector<std::string> authors;
  std::vector<std::string> links;  ///< Type, arXiv id, URL.
};

/// Read once; empty where the file is missing.
const std::vector<Paper>& papers();

/// The keywords of a paper that have two or three words.
std::vector<std::string> keyword_phrases(const Paper& paper);

}  // namespace vitrine::text
