#include "text/term_dictionary.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace vitrine::text {
namespace {

std::span<const unsigned char> bytes_of(const std::string& text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

std::map<std::string, RecordShape> random_terms(std::mt19937& random, std::size_t count) {
  std::map<std::string, RecordShape> terms;
  while (terms.size() < count) {
    std::string term;
    for (std::size_t i = 1 + random() % 9; i > 0; --i) {
      term += static_cast<char>(random() % 5 == 0 ? 0xC3 : 'a' + random() % 3);
    }
    terms[term] = {static_cast<std::uint32_t>(1 + random() % 1000), random() % 70000,
                   random() % 300};
  }
  return terms;
}

TEST(TermDictionary, FindsEveryTermAndNoOther) {
  std::mt19937 random(71);
  for (const std::size_t count : {1U, 15U, 16U, 17U, 500U}) {
    const std::map<std::string, RecordShape> terms = random_terms(random, count);
    TermDictionaryWriter writer;
    for (const auto& [term, shape] : terms) writer.add(term, shape);
    const TermDictionary dictionary(bytes_of(writer.groups()), bytes_of(writer.group_index()),
                                    writer.size());
    std::uint64_t offset = 0;
    for (const auto& [term, shape] : terms) {
      const std::optional<TermDictionary::Entry> found = dictionary.find(term);
      ASSERT_TRUE(found) << term;
      EXPECT_EQ(found->offset, offset);
      EXPECT_EQ(found->shape.rows, shape.rows);
      EXPECT_EQ(found->shape.positions_bytes, shape.positions_bytes);
      offset += shape.postings_bytes + shape.positions_bytes;
      EXPECT_EQ(dictionary.find(term + "!").has_value(), terms.contains(term + "!"));
    }
    EXPECT_FALSE(dictionary.find(""));
    EXPECT_FALSE(dictionary.find("zzz"));
  }
}

TEST(TermDictionary, VisitsInOrderFromAnyPlace) {
  std::mt19937 random(72);
  const std::map<std::string, RecordShape> terms = random_terms(random, 300);
  TermDictionaryWriter writer;
  for (const auto& [term, shape] : terms) writer.add(term, shape);
  const TermDictionary dictionary(bytes_of(writer.groups()), bytes_of(writer.group_index()),
                                  writer.size());
  for (const std::string from : {"", "a", "ab", "bca", "c", "\xFF"}) {
    auto want = terms.lower_bound(from);
    dictionary.visit_from(from, [&](const TermDictionary::Entry& entry) {
      EXPECT_EQ(entry.term, want->first);
      ++want;
      return true;
    });
    EXPECT_EQ(want, terms.end()) << from;
  }
}

TEST(TermDictionary, DamageIsReadWithinItsBytes) {
  std::mt19937 random(73);
  TermDictionaryWriter writer;
  for (const auto& [term, shape] : random_terms(random, 100)) writer.add(term, shape);
  for (int round = 0; round < 2000; ++round) {
    std::vector<unsigned char> groups(writer.groups().begin(), writer.groups().end());
    std::vector<unsigned char> index(writer.group_index().begin(), writer.group_index().end());
    groups[random() % groups.size()] = static_cast<unsigned char>(random());
    index[random() % index.size()] = static_cast<unsigned char>(random());
    const TermDictionary dictionary(groups, index, writer.size() + random() % 100);
    dictionary.find("abc");
    dictionary.visit_from("", [](const TermDictionary::Entry&) { return true; });
  }
}

}  // namespace
}  // namespace vitrine::text
