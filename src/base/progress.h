#pragma once
// Progress of long work, told to whoever watches. The work knows what it has done; how that is
// shown (bar, lines, server events) is the sink's business.

#include <cstdint>
#include <string_view>

namespace vitrine {

struct ProgressUpdate {
  std::string_view stage;    ///< "converting", "indexing", ...; valid during the call only.
  std::string_view subject;  ///< "default/train"; may be empty.
  std::uint64_t rows = 0;
  std::uint64_t rows_total = 0;  ///< 0: not known.
  std::uint64_t bytes = 0;
  std::uint64_t bytes_total = 0;  ///< 0: not known.
};

/// Called from whichever thread does the work, one call at a time; must return quickly.
class ProgressSink {
 public:
  virtual ~ProgressSink() = default;
  virtual void update(const ProgressUpdate& update) = 0;
};

}  // namespace vitrine
