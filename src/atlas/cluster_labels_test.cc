#include "atlas/cluster_labels.h"

#include <gmock/gmock.h>

namespace vitrine::atlas {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ClusterLabels labels_of(const std::vector<std::vector<std::string_view>>& texts) {
  Result<ClusterLabels> labels = ClusterLabels::create(static_cast<std::uint32_t>(texts.size()));
  EXPECT_TRUE(labels);
  for (std::uint32_t cluster = 0; cluster < texts.size(); ++cluster) {
    for (const std::string_view text : texts[cluster]) labels->add(cluster, text);
  }
  return *std::move(labels);
}

TEST(ClusterLabels, TheWordsThatTellAClusterFromTheOthersComeFirst) {
  const ClusterLabels labels = labels_of({{"Learning graphs", "Learning of molecules and graphs",
                                           "On graphs", "Graph learning now", "A graph", "Graphs"},
                                          {"Learning rewards", "Learning of robots", "Rewards",
                                           "The reward", "Reward learning here", "Robot rewards"}});
  const auto terms = labels.terms({0, 1}, 2, 1);
  EXPECT_THAT(terms, ElementsAre(ElementsAre("graphs"), ElementsAre("rewards")));
}

TEST(ClusterLabels, APairOfWordsBeatsItsParts) {
  const ClusterLabels labels =
      labels_of({{"Diffusion models", "Fast diffusion models", "A diffusion model",
                  "Diffusion models of images", "More diffusion models", "Diffusion models again"},
                 {"Sparse attention", "Attention", "Attention maps", "Heads", "Keys", "Values"}});
  EXPECT_THAT(labels.terms({0, 1}, 2, 3)[0], ElementsAre("diffusion models"));
}

TEST(ClusterLabels, NumbersAndFunctionWordsNameNothing) {
  const ClusterLabels labels =
      labels_of({{"The 2024 of it", "The 2024 of it", "With the 2024", "And the 2024"}, {"x"}});
  EXPECT_THAT(labels.terms({0, 1}, 2, 3)[0], IsEmpty());
}

TEST(ClusterLabels, OneOddTextNamesNoLargeCluster) {
  const ClusterLabels labels = labels_of(
      {{"Zebra", "Planning", "Planning", "Planning", "Planning", "Planning"}, {"Search"}});
  EXPECT_THAT(labels.terms({0, 1}, 2, 3),
              ElementsAre(ElementsAre("planning"), ElementsAre("search")));
}

TEST(ClusterLabels, GroupsAddTheirClustersUp) {
  const ClusterLabels labels = labels_of({{"Proteins", "Proteins", "Proteins"},
                                          {"Protein", "Proteins", "Cells"},
                                          {"Traffic", "Traffic", "Traffic"}});
  const auto terms = labels.terms({0, 0, 1}, 2, 1);
  EXPECT_THAT(terms, ElementsAre(ElementsAre("proteins"), ElementsAre("traffic")));
}

TEST(ClusterLabels, AnyBytesAreAText) {
  const std::string book(1'000'000, 'x');
  const ClusterLabels labels = labels_of({{book, "\xff\xfe", "", std::string_view("\0a", 2)}});
  EXPECT_LE(labels.terms({0}, 1, 3)[0].size(), 3U);
}

TEST(ClusterLabels, WithoutTextsThereAreNoTerms) {
  EXPECT_THAT(labels_of({{}, {}}).terms({0, 1}, 2, 3), ElementsAre(IsEmpty(), IsEmpty()));
}

}  // namespace
}  // namespace vitrine::atlas
