#pragma once
// .gitignore: which files a client does not want to be sent.
//
// Source: gitignore(5) of git 2.39, "PATTERN FORMAT".

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::pushed {

class IgnoredFiles {
 public:
  /// The text of a .gitignore at the top. Empty: nothing is ignored.
  explicit IgnoredFiles(std::string_view text);

  /// Whether the file, by its path from the top, or a folder that it is in, is ignored. The last
  /// pattern that fits decides; what is in an ignored folder cannot be taken back. Cost: patterns
  /// times folders of the path.
  bool has(std::string_view path) const;

 private:
  struct Pattern {
    std::string glob;      ///< From the top, with "**" as git has it.
    bool is_not = false;   ///< "!": what it fits is not ignored.
    bool folders = false;  ///< Fits folders alone.
  };

  bool fits_last(std::string_view path, bool is_folder) const;

  std::vector<Pattern> patterns_;
};

}  // namespace vitrine::pushed
