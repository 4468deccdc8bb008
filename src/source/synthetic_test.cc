#include "source/synthetic.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "base/hash.h"
#include "base/json_parse.h"
#include "source/source.h"

namespace vitrine::source {
namespace {

namespace json = boost::json;

std::vector<json::value> rows_of(const SyntheticOptions& options) {
  std::vector<json::value> rows;
  for (std::uint64_t i = 0; i < options.rows; ++i) {
    std::string line;
    append_synthetic_row(line, options, i);
    rows.push_back(*parse_json(line));
  }
  return rows;
}

std::vector<double> embedding(const json::value& row) {
  std::vector<double> out;
  for (const json::value& value : find_member(row, "embedding")->get_array()) {
    json::error_code ec;
    out.push_back(value.to_number<double>(ec));
  }
  return out;
}

TEST(Synthetic, TheSameArgumentsGiveTheSameBytesForEver) {
  std::string text;
  for (std::uint64_t i = 0; i < 50; ++i)
    append_synthetic_row(text, {.rows = 50, .seed = 7, .dimension = 16}, i);
  // A change of this value is a change of everybody's sample: bump nothing, explain it.
  EXPECT_EQ(hex64(checksum64(text)), "b4f82da52921cb0d");
  std::string other;
  append_synthetic_row(other, {.rows = 50, .seed = 8, .dimension = 16}, 0);
  EXPECT_NE(text.substr(0, other.size()), other);
}

TEST(Synthetic, ProportionsAndLengthsAreThoseOfAConference) {
  const std::vector<json::value> rows = rows_of({.rows = 2000, .seed = 1, .dimension = 4});
  std::map<std::string, int, std::less<>> classes;
  std::map<std::string, int> papers_of;
  int without_summary = 0;
  for (const json::value& row : rows) {
    ++classes[std::string(*string_member(row, "type"))];
    const std::size_t title = string_member(row, "title")->size();
    EXPECT_TRUE(title >= 14 && title <= 154) << title;
    const std::size_t abstract = string_member(row, "abstract")->size();
    EXPECT_TRUE(abstract >= 413 && abstract <= 2520) << abstract;
    EXPECT_EQ(string_member(row, "paper_url")->size(), 42U);
    without_summary += find_member(row, "TL;DR")->is_null() ? 1 : 0;
    const json::array& authors = find_member(row, "authors")->get_array();
    EXPECT_TRUE(!authors.empty() && authors.size() <= 22);
    for (const json::value& author : authors) ++papers_of[std::string(author.get_string())];
  }
  EXPECT_NEAR(classes["Poster"] / 2000.0, 0.84, 0.03);
  EXPECT_NEAR(classes["Oral"] / 2000.0, 0.06, 0.02);
  EXPECT_NEAR(without_summary / 2000.0, 0.2, 0.03);
  int most = 0;
  for (const auto& [name, count] : papers_of) most = std::max(most, count);
  EXPECT_GT(most, 8) << "some authors write much";
  EXPECT_GT(papers_of.size(), 1500U) << "most write little";
}

TEST(Synthetic, VectorsAreUnitAndClusterByTopic) {
  const std::vector<json::value> rows = rows_of({.rows = 300, .seed = 3, .dimension = 64});
  std::vector<std::vector<double>> vectors;
  for (const json::value& row : rows) {
    vectors.push_back(embedding(row));
    double norm = 0;
    for (const double value : vectors.back()) norm += value * value;
    EXPECT_NEAR(std::sqrt(norm), 1.0, 1e-5);
  }
  // Nearest neighbours share the first keyword far more often than chance would have it.
  int same = 0;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    std::size_t best = i;
    double best_score = -2;
    for (std::size_t j = 0; j < vectors.size(); ++j) {
      double score = 0;
      for (std::size_t d = 0; d < 64; ++d) score += vectors[i][d] * vectors[j][d];
      if (j != i && score > best_score) {
        best_score = score;
        best = j;
      }
    }
    const auto first = [&](std::size_t r) {
      const std::string_view words = *string_member(rows[r], "keywords");
      return words.substr(0, words.find(','));
    };
    same += first(i) == first(best) ? 1 : 0;
  }
  EXPECT_GT(same, 100) << "of 300; chance gives about 5";
}

TEST(Synthetic, TheFolderIsASourceWithItsTypes) {
  const fs::path folder = fs::path(::testing::TempDir()) / "synthetic_folder";
  fs::remove_all(folder);
  ASSERT_TRUE(
      write_synthetic_folder(folder, {.rows = 20, .seed = 1, .dimension = 16}, nullptr, {}));
  const std::vector<std::string> arguments = {folder.string()};
  const auto source = resolve_source(arguments);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_NE(source->card->markdown.find("made up"), std::string::npos);
  EXPECT_TRUE(source->configs[0].features->back().type.is_vector());
  fs::remove_all(folder);
}

TEST(Synthetic, AnInterruptedWriteLeavesNoFile) {
  const fs::path folder = fs::path(::testing::TempDir()) / "synthetic_interrupted";
  fs::remove_all(folder);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(
      write_synthetic_folder(folder, {.rows = 1000}, nullptr, stop.get_token()).error().code(),
      ErrorCode::kCancelled);
  EXPECT_TRUE(fs::is_empty(folder));
  EXPECT_FALSE(write_synthetic_folder(folder, {.rows = 0}, nullptr, {}));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace vitrine::source
