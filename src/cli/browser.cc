#include "cli/browser.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace vitrine::cli {
namespace {

std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// The program to start; empty where nobody could see a page.
std::string browser_program() {
  if (std::string browser = setting("BROWSER"); !browser.empty()) return browser;
  const bool has_display = !setting("DISPLAY").empty() || !setting("WAYLAND_DISPLAY").empty();
  return has_display ? "xdg-open" : "";
}

/// Requires: an address of ours, which holds nothing that HTML would take for its own.
std::string leading_to(const std::string& address) {
  return "<!doctype html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">"
         "<meta http-equiv=\"refresh\" content=\"0; url=" +
         address + "\"><title>Vitrine</title><a href=\"" + address + "\">Vitrine</a>\n";
}

/// A new file that only this account can read.
Status write_private(const fs::path& file, const std::string& text) {
  std::error_code ignored;
  fs::remove(file, ignored);
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return errno_error("cannot write " + file.string(), errno);
  const ssize_t written = ::write(descriptor, text.data(), text.size());
  ::close(descriptor);
  if (written != static_cast<ssize_t>(text.size()))
    return io_error("cannot write " + file.string());
  return {};
}

/// Starts it with no terminal, and with the signals that this process keeps for itself let through.
int start(std::string program, std::string argument) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  const std::array<char*, 3> arguments = {program.data(), argument.data(), nullptr};
  pid_t child = 0;
  const int error =
      ::posix_spawnp(&child, program.c_str(), &files, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return error;
}

}  // namespace

Result<Browser> Browser::open(const std::string& address, const fs::path& folder) {
  const std::string program = browser_program();
  if (program.empty()) return Browser({});
  Browser browser(folder / ("open-" + std::to_string(::getpid()) + ".html"));
  if (Status status = write_private(browser.file_, leading_to(address)); !status)
    return std::move(status).error();
  if (const int error = start(program, browser.file_.string()); error != 0)
    return unavailable("no browser was opened: " + program + " cannot be started");
  return browser;
}

Browser::Browser(Browser&& other) noexcept : file_(std::exchange(other.file_, {})) {}

Browser::~Browser() {
  std::error_code ignored;
  if (!file_.empty()) fs::remove(file_, ignored);
}

}  // namespace vitrine::cli
