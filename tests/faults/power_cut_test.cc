// Imports, notes, removals and repairs, cut off after every single operation.
//
// A deed is run on a library in memory until its n-th change of the file system, for every n there
// is; then the power is cut, in several ways (memory_storage.h), the library is opened anew, and
// what it says must be the state before the deed or the state after it; the state after it if the
// deed had said that it was done.
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>

#include "deeds.h"
#include "memory_storage.h"

namespace vitrine::faults {
namespace {

/// Ways of cutting the power at each place; `make torture` asks for more.
std::uint64_t num_seeds() {
  const char* asked = std::getenv("VITRINE_TORTURE");  // NOLINT(concurrency-mt-unsafe)
  return asked == nullptr ? 24 : std::strtoull(asked, nullptr, 10);
}

using Deed = std::function<Status(Storage&)>;

/// Runs `before` whole and then `deed` up to its n-th change, for every n.
void cut_everywhere(const std::vector<Deed>& before, const Deed& deed) {
  const auto prepared = [&] {
    auto storage = std::make_unique<MemoryStorage>();
    for (const Deed& step : before) EXPECT_TRUE(step(*storage));
    return storage;
  };
  const std::uint64_t seeds = num_seeds();
  const std::string old_state = state_of(*prepared());
  const auto whole = prepared();
  const std::uint64_t first = whole->num_changes();
  ASSERT_TRUE(deed(*whole));
  const std::uint64_t last = whole->num_changes();
  const std::string new_state = state_of(*whole);
  ASSERT_NE(old_state, new_state);
  for (std::uint64_t at = first; at <= last; ++at) {
    const auto storage = prepared();
    storage->stop_after(at);
    const bool acknowledged = deed(*storage).has_value();
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      const auto left = storage->after_power_cut(seed);
      const std::string found = state_of(*left);
      ASSERT_TRUE(found == new_state || (found == old_state && !acknowledged))
          << "cut after change " << at - first << " of " << last - first << ", seed " << seed
          << (acknowledged ? ", acknowledged" : "") << "\nfound:  " << found
          << "\nbefore: " << old_state << "\nafter:  " << new_state << "\n"
          << left->picture();
      // The next import goes through at once, whatever lies about, and keeps the notes.
      ASSERT_TRUE(import(*left, 'e', "next")) << left->picture();
      EXPECT_EQ(state_of(*left).substr(0, 1), "e");
    }
  }
}

const Deed kImportA = [](Storage& storage) { return import(storage, 'a', "first"); };
const Deed kImportB = [](Storage& storage) { return import(storage, 'b', "second"); };
const Deed kNote = [](Storage& storage) { return note(storage, "kept"); };
const Deed kRemove = [](Storage& storage) { return remove(storage, store::seconds_now()); };

TEST(PowerCut, AFirstImportIsThereWholeOrNotAtAll) {
  cut_everywhere({}, kImportA);
}

TEST(PowerCut, AnImportReplacesTheOneBeforeOrDoesNot) {
  cut_everywhere({kImportA, kNote}, kImportB);
}

TEST(PowerCut, ARepairOfTheSameSnapshotReplacesItOrDoesNot) {
  cut_everywhere({kImportA, kNote},
                 [](Storage& storage) { return import(storage, 'a', "mended"); });
}

TEST(PowerCut, ANoteThatWasAcknowledgedIsThere) {
  cut_everywhere({kImportA, kNote}, [](Storage& storage) { return note(storage, "changed"); });
}

TEST(PowerCut, ARemovalHappensOrDoesNot) {
  cut_everywhere({kImportA, kNote}, kRemove);
}

TEST(PowerCut, ARestoredDatasetComesBackWithItsNotes) {
  cut_everywhere({kImportA, kNote, kRemove}, restore);
}

TEST(PowerCut, AnImportOverARemovedDatasetBringsBackItsNotes) {
  cut_everywhere({kImportA, kNote, kRemove}, kImportA);
}

/// One operation after another fails once, looks too, and the program goes on: its destructors
/// clean up. Whatever failed, the dataset that was there is still there with its notes.
TEST(Faults, AnImportThatFailsAnywhereLeavesWhatWasThere) {
  const auto prepared = [] {
    auto storage = std::make_unique<MemoryStorage>();
    EXPECT_TRUE(kImportA(*storage));
    EXPECT_TRUE(kNote(*storage));
    return storage;
  };
  const std::string old_state = state_of(*prepared());
  const auto whole = prepared();
  const std::uint64_t first = whole->num_operations();
  ASSERT_TRUE(kImportB(*whole));
  const std::uint64_t last = whole->num_operations();
  const std::string new_state = state_of(*whole);
  for (std::uint64_t at = first; at < last; ++at) {
    const auto storage = prepared();
    storage->fail_once_at(at);
    const bool done = kImportB(*storage).has_value();
    const std::string found = state_of(*storage);
    EXPECT_TRUE(found == new_state || (!done && found == old_state))
        << "operation " << at - first << " failed: " << found << "\n"
        << storage->picture();
  }
}

TEST(Faults, AnImportThatFailsWithoutACurrentSnapshotKeepsTheNotes) {
  MemoryStorage storage;
  ASSERT_TRUE(kImportA(storage));
  ASSERT_TRUE(kNote(storage));
  ASSERT_TRUE(storage.remove("/home/datasets/local/papers/current"));
  storage.fail_once_at(storage.num_operations() + 12);
  ASSERT_FALSE(import(storage, 'c', "failed"));
  ASSERT_TRUE(kImportB(storage));
  EXPECT_NE(state_of(storage).find("note kept"), std::string::npos) << storage.picture();
}

}  // namespace
}  // namespace vitrine::faults
