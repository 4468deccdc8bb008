#pragma once
// Browser: opens the page where there is a display.
//
// The address carries the owner's token, and what a program is started with can be read by every
// account of the machine. So the browser is given a file that only this account can read, and the
// file leads on to the address.

#include <string>
#include <utility>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::cli {

class Browser {
 public:
  /// Opens `address` with the program that $BROWSER names, else with xdg-open, and does not wait
  /// for it; `folder` is for the file. Nothing happens without $BROWSER, $DISPLAY and
  /// $WAYLAND_DISPLAY. Errors: io, unavailable (no such program).
  static Result<Browser> open(const std::string& address, const fs::path& folder);

  Browser(Browser&& other) noexcept;
  Browser& operator=(Browser&&) = delete;
  ~Browser();  ///< Removes the file.

 private:
  explicit Browser(fs::path file) : file_(std::move(file)) {}
  fs::path file_;
};

}  // namespace vitrine::cli
