#include "atlas/map_builder.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <set>

#include "atlas/map_file.h"
#include "atlas/testing/clouds.h"

namespace vitrine::atlas {
namespace {

class Log : public ProgressSink {
 public:
  void update(const ProgressUpdate& update) override {
    if (stages.empty() || stages.back() != update.stage) stages.emplace_back(update.stage);
    EXPECT_LE(update.rows, update.rows_total);
  }
  std::vector<std::string> stages;
};

TitleReader names(const Clouds& clouds) {
  return [&clouds](const std::vector<std::uint64_t>& rows, const TitleVisitor& visit) -> Status {
    constexpr std::string_view kNames[] = {"alpha", "beta", "gamma", "delta"};
    for (const std::uint64_t row : rows) visit(row, kNames[clouds.cloud_of[row]]);
    return {};
  };
}

AtlasMap map_of(const Clouds& clouds, unsigned threads, ProgressSink* progress = nullptr) {
  Result<AtlasMap> map = build_map({clouds.matrix(), names(clouds)}, threads, progress, {});
  EXPECT_TRUE(map) << map.error().message();
  return *std::move(map);
}

/// The share of points whose nearest other point in the plane is of their own cloud.
double purity(const Clouds& clouds, const AtlasMap& map) {
  std::size_t same = 0;
  for (std::size_t a = 0; a < map.places.size(); ++a) {
    std::size_t nearest = a;
    float best = std::numeric_limits<float>::infinity();
    for (std::size_t b = 0; b < map.places.size(); ++b) {
      const float distance =
          std::hypot(map.places[a].x - map.places[b].x, map.places[a].y - map.places[b].y);
      if (b == a || distance >= best) continue;
      best = distance;
      nearest = b;
    }
    if (clouds.cloud_of[a] == clouds.cloud_of[nearest]) ++same;
  }
  return static_cast<double>(same) / static_cast<double>(map.places.size());
}

TEST(MapBuilder, CloudsStayApartAndAreNamed) {
  const Clouds clouds(800, 4, 12);
  Log log;
  const AtlasMap map = map_of(clouds, 2, &log);
  EXPECT_THAT(log.stages, testing::ElementsAre("neighbours", "layout", "clusters", "labels"));
  EXPECT_GT(purity(clouds, map), 0.999);
  EXPECT_EQ(map.num_points, 800U);
  ASSERT_GE(map.coarse.size(), 4U);
  std::set<std::string> coarse;
  for (const MapCluster& cluster : map.coarse) coarse.insert(cluster.terms.front());
  EXPECT_THAT(coarse, testing::ElementsAre("alpha", "beta", "delta", "gamma"));
  for (std::size_t row = 0; row < 800; ++row) {
    ASSERT_LT(map.clusters[row], map.fine.size());
    EXPECT_LT(map.fine[map.clusters[row]].parent, map.coarse.size());
  }
}

TEST(MapBuilder, EveryRunAndAnyNumberOfThreadsGivesTheSameBytes) {
  const Clouds clouds(2'500, 4, 16, 0.4F);
  const AtlasMap one = map_of(clouds, 1);
  for (const unsigned threads : {1U, 5U}) {
    const AtlasMap again = map_of(clouds, threads);
    EXPECT_EQ(one.places, again.places);
    EXPECT_EQ(one.clusters, again.clusters);
    for (std::size_t i = 0; i < one.fine.size(); ++i) {
      EXPECT_EQ(one.fine[i].terms, again.fine[i].terms);
    }
  }
}

TEST(MapBuilder, RowsWithoutAVectorHaveNoPlace) {
  Clouds clouds(40, 2, 3);
  for (std::size_t k = 0; k < 3; ++k) clouds.values[7 * 3 + k] = 0;
  const AtlasMap map = map_of(clouds, 1);
  EXPECT_EQ(map.num_points, 39U);
  EXPECT_TRUE(std::isnan(map.places[7].x));
  EXPECT_EQ(map.clusters[7], kNoCluster);
  EXPECT_FALSE(std::isnan(map.places[8].x));
}

TEST(MapBuilder, TheSmallestMapsAreMaps) {
  for (const std::uint32_t size : {0U, 1U, 2U, 3U, 5U}) {
    const Clouds clouds(size, 2, 3);
    const AtlasMap map = map_of(clouds, 2);
    ASSERT_EQ(map.places.size(), size);
    for (const Point2& place : map.places) EXPECT_TRUE(std::isfinite(place.x + place.y));
  }
}

TEST(MapBuilder, EqualVectorsGetPlacesOfTheirOwn) {
  const std::vector<float> values(300, 1.0F);
  const Result<AtlasMap> map =
      build_map({vector::VectorMatrix<float>{values, 3, 100, {}}, {}}, 1, {}, {});
  ASSERT_TRUE(map);
  std::set<std::pair<float, float>> places;
  for (const Point2& place : map->places) {
    EXPECT_TRUE(std::isfinite(place.x + place.y));
    places.emplace(place.x, place.y);
  }
  EXPECT_EQ(places.size(), 100U);
}

TEST(MapBuilder, AStopAndABadReaderAreErrors) {
  const Clouds clouds(200, 2, 4);
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(build_map({clouds.matrix(), {}}, 2, nullptr, source.get_token()).error().code(),
            ErrorCode::kCancelled);
  const auto broken = [](const auto&, const auto&) -> Status { return corrupt("rows"); };
  EXPECT_EQ(build_map({clouds.matrix(), broken}, 2, nullptr, {}).error().code(),
            ErrorCode::kCorrupt);
}

class MapFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::path(::testing::TempDir()) / "vitrine_map_file_test.vtm";
    ASSERT_TRUE(write_map_file(path_, map_));
  }
  void TearDown() override { fs::remove(path_); }

  /// Without the syncing of a real write, which this does hundreds of times.
  void replace(const std::string& bytes) { std::ofstream(path_, std::ios::binary) << bytes; }

  fs::path path_;
  AtlasMap map_{.num_points = 1,
                .places = {{1, 2}, {NAN, NAN}},
                .clusters = {0, kNoCluster},
                .lowest = {1, 2},
                .highest = {1, 2},
                .coarse = {{.num_points = 1, .anchor = {1, 2}, .terms = {"a \"b\""}}},
                .fine = {{.parent = 0, .num_points = 1, .anchor = {1, 2}, .terms = {}}}};
};

TEST_F(MapFileTest, GivesBackWhatWasWritten) {
  const Result<MapFile> file = MapFile::open(path_);
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_EQ(file->num_rows(), 2U);
  EXPECT_EQ(file->num_points(), 1U);
  EXPECT_EQ(file->points().size(), 20U);
  EXPECT_EQ(file->points().substr(0, 8), std::string_view("\0\0\x80\x3f\0\0\0\x40", 8));
  EXPECT_EQ(file->points().substr(16), std::string_view("\0\0\xff\xff", 4));
  EXPECT_EQ(file->description(),
            R"({"bounds":{"lowest":[1.0,2.0],"highest":[1.0,2.0]},"clusters":{"coarse":)"
            R"([{"num_points":1,"anchor":[1.0,2.0],"terms":["a \"b\""]}],"fine":)"
            R"([{"num_points":1,"parent":0,"anchor":[1.0,2.0],"terms":[]}]}})");
}

TEST_F(MapFileTest, EveryFlippedBitAndEveryTruncationIsNoticed) {
  const std::string bytes = *read_file(path_);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 4);
    replace(damaged);
    EXPECT_FALSE(MapFile::open(path_)) << i;
    replace(bytes.substr(0, i));
    EXPECT_FALSE(MapFile::open(path_)) << i;
  }
}

}  // namespace
}  // namespace vitrine::atlas
