#include "cli/progress_display.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "cli/table.h"

namespace vitrine::cli {
namespace {

constexpr auto kTerminalInterval = std::chrono::milliseconds(100);
constexpr auto kLogInterval = std::chrono::seconds(3);

/// "45,000 of 92,299 rows  61,000 rows/s  1 s left" for one of rows and bytes.
template <typename Text>
std::string amount(std::uint64_t done, std::uint64_t total, double seconds, std::string_view unit,
                   Text text) {
  std::string out = text(done);
  if (total > 0) out += " of " + text(total);
  out += unit;
  if (seconds < 0.2 || done == 0) return out;
  const double rate = static_cast<double>(done) / seconds;
  out += "  " + text(static_cast<std::uint64_t>(rate)) + std::string(unit) + "/s";
  if (total > done && seconds > 0.5)
    out += "  " + duration_text(static_cast<double>(total - done) / rate) + " left";
  return out;
}

}  // namespace

std::string with_thousands(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string row_count(std::uint64_t rows) {
  return with_thousands(rows) + (rows == 1 ? " row" : " rows");
}

std::string byte_count(std::uint64_t bytes) {
  static constexpr std::array<std::string_view, 5> kUnits = {"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 999.5 && unit + 1 < kUnits.size(); ++unit) value /= 1000;
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.3g} {}", value, kUnits[unit]);
}

std::string duration_text(double seconds) {
  if (seconds < 1) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string progress_line(const ProgressUpdate& update, double seconds) {
  std::string line(update.stage);
  if (!update.subject.empty()) line += " " + std::string(update.subject);
  if (update.bytes > 0)
    line += "  " + amount(update.bytes, update.bytes_total, seconds, "", byte_count);
  if (update.rows > 0 || update.rows_total > 0) {
    line += "  " + amount(update.rows, update.rows_total, seconds, " rows", with_thousands);
  }
  return line;
}

ProgressDisplay::ProgressDisplay(std::string title)
    : title_(std::move(title)), terminal_(isatty(STDERR_FILENO) == 1) {}

ProgressDisplay::~ProgressDisplay() {
  if (terminal_) std::fputs("\r\x1b[K", stderr);
}

void ProgressDisplay::update(const ProgressUpdate& update) {
  const Clock::time_point now = Clock::now();
  std::string stage = std::string(update.stage) + "/" + std::string(update.subject);
  if (stage != stage_) {
    stage_ = std::move(stage);
    stage_started_ = now;
  }
  if (now - last_print_ <
      (terminal_ ? Clock::duration(kTerminalInterval) : Clock::duration(kLogInterval)))
    return;
  if (last_print_ == Clock::time_point() && !terminal_) {
    last_print_ = now;  // quick imports stay silent in logs
    return;
  }
  last_print_ = now;
  print(title_ + ": " +
        progress_line(update, std::chrono::duration<double>(now - stage_started_).count()));
}

void ProgressDisplay::print(const std::string& line) {
  if (terminal_) {
    // A line that wraps could not be written over.
    const std::size_t columns = terminal_columns(STDERR_FILENO).value_or(TableWidth::kAny);
    std::fputs(("\r\x1b[K" + cell_text(line, std::max<std::size_t>(columns, 10) - 2)).c_str(),
               stderr);
  } else {
    std::fputs((line + "\n").c_str(), stderr);
  }
}

}  // namespace vitrine::cli
