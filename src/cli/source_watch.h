#pragma once
// SourceWatch: follows the files that a server was started on, and has them imported again when
// they have changed.

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/hash.h"
#include "base/result.h"

namespace vitrine::cli {

class SourceWatch {
 public:
  /// `stamp`: of the sources before they were imported (stamp_of). `import` is called on a thread
  /// of its own, one call at a time, once files that changed have rested for a second. They are
  /// looked at once a second, since a folder of the network tells nobody what others write.
  SourceWatch(std::vector<std::string> sources, Hash128 stamp, std::function<void()> import);

 private:
  void run(const std::stop_token& stop);

  std::vector<std::string> sources_;
  Hash128 imported_;
  std::function<void()> import_;
  std::jthread thread_;
};

}  // namespace vitrine::cli
