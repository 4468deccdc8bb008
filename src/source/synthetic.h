#pragma once
// Synthetic conference: papers of any number with the columns of ICLR 2025 and believable
// structure, so that anyone can try scale without a download. Nothing in it is a real paper or
// person.
//
// Twenty topics have words, authors and a place in vector space of their own; a paper draws from
// one topic and borrows from a second; authors publish mostly within a topic, few of them often
// (Zipf); classes, nulls and lengths follow the shares of the real data. Each row depends on the
// seed, the number of rows and its own index alone, and only integer and correctly rounded
// arithmetic is used, so the same arguments give the same bytes on every machine.

#include <cstdint>
#include <stop_token>
#include <string>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"

namespace vitrine::source {

struct SyntheticOptions {
  std::uint64_t rows = 3700;
  std::uint64_t seed = 1;
  std::uint32_t dimension = 768;
};

/// Appends row `index` as one line of JSON. Requires: index < options.rows. Cost: about 60 us.
void append_synthetic_row(std::string& out, const SyntheticOptions& options, std::uint64_t index);

/// The card of such a dataset; says that it is synthetic.
std::string synthetic_card(const SyntheticOptions& options);

/// Writes `folder`/train.jsonl and `folder`/README.md, replacing older ones only when complete.
/// Errors: invalid_argument (no rows, more than 100 million); io; cancelled.
Status write_synthetic_folder(const fs::path& folder, const SyntheticOptions& options,
                              ProgressSink* progress, std::stop_token stop);

}  // namespace vitrine::source
