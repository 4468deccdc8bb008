// Histories: what people do to a dataset in a row, by chance, with power cuts, failing operations
// and clocks that jump between and within the deeds.
//
// A model that knows only what was acknowledged says what may be found: content and notes of the
// last acknowledged deeds, or of one that was under way. The same seed is the same history.
// Source: TigerBeetle's simulator (src/vopr.zig), by its idea: one seed, one schedule of faults,
// and a model that checks every step.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>
#include <sstream>

#include "deeds.h"
#include "memory_storage.h"

namespace vitrine::faults {
namespace {

constexpr int kDeeds = 16;

/// `make torture` asks for more.
std::uint64_t num_histories() {
  const char* asked = std::getenv("VITRINE_TORTURE");  // NOLINT(concurrency-mt-unsafe)
  return asked == nullptr ? 1500 : 200 * std::strtoull(asked, nullptr, 10);
}

class History {
 public:
  explicit History(std::uint64_t seed) : random_(seed) {}

  /// What went wrong, with the deeds before it; empty if nothing did.
  std::string run() {
    for (int i = 0; i < kDeeds && wrong_.empty(); ++i) step();
    return wrong_.empty() ? "" : wrong_ + "\n" + told_.str() + storage_->picture();
  }

 private:
  enum class Deed { kImport, kNote, kRemove, kRestore };
  enum class Strike { kNone, kPowerCut, kFault };

  std::uint64_t draw(std::uint64_t below) { return random_() % below; }

  void step() {
    now_ += draw(10) == 0 ? -static_cast<std::int64_t>(draw(100'000))
                          : static_cast<std::int64_t>(draw(5000));
    const Deed deed = std::array{Deed::kImport, Deed::kImport, Deed::kNote,
                                 Deed::kNote,   Deed::kRemove, Deed::kRestore}[draw(6)];
    const Strike strike =
        std::array{Strike::kNone, Strike::kNone, Strike::kPowerCut, Strike::kFault}[draw(4)];
    const std::string text = std::to_string(++number_);
    const std::uint64_t at = draw(45);
    if (strike == Strike::kPowerCut) storage_->stop_after(storage_->num_changes() + at);
    if (strike == Strike::kFault) storage_->fail_once_at(storage_->num_operations() + at);
    const bool is_there = content_ != "none";
    const bool done = run(deed, text, is_there);
    told_ << text << ": " << kNames[static_cast<std::size_t>(deed)] << " at " << now_
          << (done ? ", done" : ", not done") << kStrikes[static_cast<std::size_t>(strike)];
    if (strike != Strike::kNone) told_ << at;
    if (strike == Strike::kNone && done != can_be_done(deed, is_there))
      wrong_ = done ? "done, which cannot be" : "not done, without a fault";
    if (strike != Strike::kNone) storage_ = storage_->after_power_cut(draw(24));
    look(deed, done, strike != Strike::kNone);
  }

  bool run(Deed deed, const std::string& text, bool is_there) {
    switch (deed) {
      case Deed::kImport: {
        const char id = static_cast<char>('a' + draw(4));
        wished_ = std::string(1, id) + " " + "of " + text;
        return import(*storage_, id, "of " + text + " ").has_value();
      }
      case Deed::kNote: {
        // As with a removal, the row is looked for first.
        if (!is_there) return false;
        const bool done = note(*storage_, text).has_value();
        if (done) notes_.clear();
        notes_.insert(text);
        return done;
      }
      case Deed::kRemove:
        // The library asks first whether there is a dataset.
        return is_there && remove(*storage_, now_).has_value();
      case Deed::kRestore:
        return restore(*storage_).has_value();
    }
    return false;
  }

  bool can_be_done(Deed deed, bool is_there) const {
    switch (deed) {
      case Deed::kImport:
        return true;
      case Deed::kNote:
      case Deed::kRemove:
        return is_there;
      case Deed::kRestore:
        return !is_there && !removed_.empty();
    }
    return false;
  }

  /// Compares what is found with what may be, and takes it for true from now on.
  void look(Deed deed, bool done, bool is_restarted) {
    const Found found = find(*storage_);
    told_ << " -> " << found.text() << "\n";
    const auto is_wished = [&] {
      if (deed == Deed::kImport) return found.content.starts_with(wished_ + " ");
      if (deed == Deed::kRemove) return found.content == "none";
      if (deed == Deed::kRestore) return !removed_.empty() && found.content == removed_.back();
      return found.content == content_;
    };
    const bool happened = found.content != content_;
    if (done ? !is_wished() : happened && !is_wished())
      wrong_ = "found " + found.content + ", before " + content_;
    if (deed == Deed::kRemove && happened) removed_.push_back(content_);
    if (deed == Deed::kRestore && happened) removed_.pop_back();
    content_ = found.content;
    if (content_ == "none") return;
    if (!notes_.contains(found.note)) wrong_ = "the note is " + found.note;
    if (is_restarted) notes_ = {found.note};
  }

  static constexpr std::array kNames = {"import", "note", "remove", "restore"};
  static constexpr std::array kStrikes = {"", ", power cut after change ", ", fault at operation "};

  std::mt19937_64 random_;
  std::unique_ptr<MemoryStorage> storage_ = std::make_unique<MemoryStorage>();
  std::int64_t now_ = 1'000'000'000;
  int number_ = 0;
  std::string wished_;                  // of the import under way
  std::string content_ = "none";        // as it was found last
  std::vector<std::string> removed_;    // contents in the trash, the latest last
  std::set<std::string> notes_ = {""};  // the last that was acknowledged, and what was tried since
  std::string wrong_;
  std::ostringstream told_;
};

TEST(History, WhateverWasAcknowledgedIsThereAfterAnyFaultsInARow) {
  for (std::uint64_t seed = 0; seed < num_histories(); ++seed) {
    const std::string wrong = History(seed).run();
    ASSERT_EQ(wrong, "") << "seed " << seed;
  }
}

}  // namespace
}  // namespace vitrine::faults
