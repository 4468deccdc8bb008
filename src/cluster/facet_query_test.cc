// Facets asked of an engine, beside those that the local engine counts.

#include "cluster/facet_query.h"

#include <random>

#include "ask/lenient_grammar.h"
#include "cluster/predicate_query.h"
#include "cluster/rank_search.h"
#include "cluster/testing/engine_fixture.h"
#include "store/artefacts.h"

namespace vitrine::cluster {
namespace {

TEST(ColumnTracks, AreReadAsTheyWereWritten) {
  const std::vector<ColumnTracks> tracks = {{store::TrackKind::kCodes, true},
                                            {},
                                            {store::TrackKind::kFloats, false},
                                            {std::nullopt, true}};
  EXPECT_EQ(format_tracks(tracks), "1l0-4-0l");
  EXPECT_EQ(*parse_tracks("1l0-4-0l"), tracks);
  EXPECT_TRUE(parse_tracks("")->empty());
  for (const char* text : {"1", "1l0", "5l", "1x", "l1"}) EXPECT_FALSE(parse_tracks(text)) << text;
}

TEST(RankSearch, FindsTheValuesAtRanksByCounting) {
  std::mt19937_64 random(3);
  std::vector<std::int64_t> values = {INT64_MIN, INT64_MAX, 0, 0, 0, -1};
  for (int i = 0; i < 500; ++i) values.push_back(static_cast<std::int64_t>(random()) >> (i % 60));
  std::ranges::sort(values);
  int questions = 0;
  const RangeCounter count = [&](std::span<const CodeRange> ranges) {
    ++questions;
    std::vector<std::uint64_t> counts;
    for (const CodeRange& range : ranges) {
      counts.push_back(static_cast<std::uint64_t>(std::ranges::count_if(
          values, [&](std::int64_t v) { return v >= range.low && v <= range.high; })));
    }
    return Result<std::vector<std::uint64_t>>(counts);
  };
  const std::vector<std::uint64_t> ranks = {0, 1, 7, 250, 250, 504, 505};
  const auto found = codes_at_ranks(ranks, {}, count);
  ASSERT_TRUE(found);
  for (const std::uint64_t rank : ranks) EXPECT_EQ(found->at(rank), values[rank]) << rank;
  EXPECT_LE(questions, 11);
  const std::vector<std::uint64_t> beyond = {506};
  EXPECT_FALSE(codes_at_ranks(beyond, {}, count));
}

class FacetsInEngine : public EngineFixture {
 protected:
  static std::string shown(const std::vector<search::ColumnFacet>& facets) {
    std::string out;
    for (const search::ColumnFacet& facet : facets) {
      out += std::to_string(facet.column) + " " + std::to_string(facet.num_rows) + " ";
      search::append_facet_json(out, facet);
      out += '\n';
    }
    return out;
  }
  void open(std::shared_ptr<const local::BitmapSplit> split, unsigned shards) {
    split_ = std::move(split);
    load(*split_, shards);
    const Result<store::ColumnValues> values =
        store::ColumnValues::open(split_->snapshot().index_file(
            "default", "train", store::artefact_filename(store::Artefact::kValues)));
    ASSERT_TRUE(values);
    const auto tracks = column_tracks(*values, split_->features().size());
    ASSERT_TRUE(tracks);
    tracks_ = *tracks;
    query_ = {};
    for (std::size_t i = 0; i < tracks_.size(); ++i) query_.columns.push_back(i);
  }
  /// Both engines' facets of the rows for which a condition holds; empty: of all.
  void compare(const std::string& where, const FacetLimits& limits = {}) {
    std::string wanted = R"({"match_all":{}})";
    query_.wanted = {};
    if (!where.empty()) {
      const Result<ask::Predicate> predicate = ask::parse_where(where, split_->features());
      ASSERT_TRUE(predicate) << where;
      query_.wanted = search::Selection::where(*predicate);
      const Result<std::string> query = predicate_query(*predicate, split_->features(), {});
      ASSERT_TRUE(query) << query.error().message();
      wanted = *query;
    }
    questions_ = 0;
    const Result<std::vector<search::ColumnFacet>> local = split_->facets(query_, {});
    ASSERT_TRUE(local) << local.error().message();
    const Result<std::vector<search::ColumnFacet>> engine = engine_facets(
        *split_, tracks_, query_, wanted,
        [&](const std::string& body) {
          ++questions_;
          return search(body);
        },
        limits);
    ASSERT_TRUE(engine) << engine.error().message();
    EXPECT_EQ(shown(*engine), shown(*local)) << where;
  }

  std::shared_ptr<const local::BitmapSplit> split_;
  std::vector<ColumnTracks> tracks_;
  search::FacetQuery query_;
  int questions_ = 0;
};

constexpr const char* kCard = R"(---
dataset_info:
  features:
  - name: kind
    dtype:
      class_label:
        names:
          '0': Oral
          '1': Poster
          '2': it's
  - name: kinds
    list:
      class_label:
        names:
          '0': a
          '1': b
---
)";

/// Every kind of column: nulls, NaN, empty lists, texts whose order as JSON is another than that of
/// their bytes, texts that are cut, times, and columns that are not counted.
constexpr const char* kRows = R"sql(
SELECT CASE i % 5 WHEN 4 THEN NULL WHEN 3 THEN -1 ELSE i % 5 END::BIGINT AS kind,
  CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN [0, 1] ELSE [1, 1] END::BIGINT[] AS kinds,
  CASE WHEN i % 11 = 0 THEN NULL ELSE ['b', 'b!', 'b ', 'b"', 'b' || chr(10), 'b\', 'é', '', 'b#', 'B', 'ba'][1 + i * 7 % 11] END AS word,
  (i * 7919 % 300)::INTEGER AS n,
  CASE WHEN i % 13 = 0 THEN NULL ELSE i * 1234567890123 - 9223372036854775807 END::BIGINT AS wide,
  (18446744073709551615::UBIGINT - (i % 9)::UBIGINT) AS big,
  CASE i % 6 WHEN 0 THEN NULL WHEN 1 THEN 'nan' WHEN 2 THEN '-inf' ELSE (i % 97 / 7.0 - 3)::VARCHAR END::DOUBLE AS x,
  (i % 17 / 4.0)::FLOAT AS w,
  CASE i % 4 WHEN 0 THEN NULL ELSE i % 4 = 1 END AS flag,
  CASE i % 7 WHEN 0 THEN NULL WHEN 1 THEN DATE 'infinity' ELSE DATE '1969-12-20' + (i * 3)::INTEGER END AS day,
  TIMESTAMP '1969-12-31 23:59:59.5' + to_microseconds(i * 1000003) AS at,
  (TIMESTAMP '2024-01-01' + to_milliseconds(i * 70))::TIMESTAMP_MS AS ms,
  make_timestamp_ns(1700000000123456000 + i) AS ns,
  CASE i % 3 WHEN 0 THEN NULL ELSE TIMESTAMPTZ '2024-01-01 00:00:00+00' + to_hours(i % 40) END AS zoned,
  TIME '12:00:00' + to_minutes(i % 55) AS clock,
  ((i % 70) * 1.37 - 20)::DECIMAL(10, 2) AS price,
  CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN [] ELSE ['x', 'y' || i % 6, 'x', NULL] END AS tags,
  CASE i % 4 WHEN 0 THEN NULL ELSE [i % 12, 100, -i % 3, 9] END::BIGINT[] AS nums,
  CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN [] ELSE [0.5, 'nan'::DOUBLE] END AS shares,
  [i % 2 = 0, true] AS flags,
  repeat('long text ', 1 + i % 40) || i AS body,
  repeat('a', 8000 + i % 3) AS huge,
  'row ' || i AS name,
  CASE i % 3 WHEN 0 THEN NULL ELSE 'learning, vision; ' || ['graphs', 'learning', ' '][1 + i % 3] END AS keywords,
  {'a': i} AS meta, to_seconds(i) AS took, 'x'::BLOB AS raw,
  list_transform(range(20), lambda v: v::FLOAT)::FLOAT[20] AS embedding
FROM range(600) AS r(i))sql";

class FacetsOfEveryKind : public FacetsInEngine {
 protected:
  void SetUp() override {
    FacetsInEngine::SetUp();
    if (IsSkipped()) return;
    const fs::path folder = directory_ / "source" / "kinds";
    fs::create_directories(folder);
    ASSERT_TRUE(write_file_atomic(folder / "README.md", kCard));
    open(import_sql("kinds", kRows), 3);
    ASSERT_EQ(split_->features()[0].type.kind, schema::Feature::Kind::kClassLabel);
  }
};

TEST_F(FacetsOfEveryKind, AreThoseOfTheLocalEngine) {
  for (const char* where : {"", "n < 20", "flag", "x > 0 OR day IS NULL", "n = -5", "n = 7"}) {
    for (const bool with_quantiles : {false, true}) {
      query_.want_quantiles = with_quantiles;
      ASSERT_NO_FATAL_FAILURE(compare(where));
    }
  }
}

TEST_F(FacetsOfEveryKind, StayExactHoweverFewValuesAreAskedForAtOnce) {
  for (const std::uint64_t limit : {0U, 1U, 3U, 8U}) {
    for (const char* where : {"", "n < 50"}) {
      query_.limit = limit;
      // Columns of few values, or whose number is settled by reading all of them.
      query_.columns = {0, 1, 2, 8, 16, 17, 19, 21, 23};
      ASSERT_NO_FATAL_FAILURE(compare(where, {.first = 2, .enumerated = 30, .shard_factor = 1}));
      EXPECT_GT(questions_, 1);
    }
  }
}

TEST_F(FacetsOfEveryKind, TooManyValuesAreNotNumberedUnderACondition) {
  query_.columns = {3};
  const Result<std::vector<search::ColumnFacet>> facets = engine_facets(
      *split_, tracks_, {.columns = {3}, .limit = 3, .wanted = search::Selection::of({1, 2, 3})},
      R"({"match_all":{}})", [&](const std::string& body) { return search(body); },
      {.first = 5, .enumerated = 20, .shard_factor = 100});
  ASSERT_TRUE(facets) << facets.error().message();
  EXPECT_EQ(facets->front().distinct, std::nullopt);
  EXPECT_EQ(facets->front().values.front(), (search::FacetValue{"0", 2}));
}

/// As bytes, the two that come first are others than as JSON.
TEST_F(FacetsInEngine, TiesGoByJsonHoweverManyThereAre) {
  open(import_sql("ties",
                  "SELECT ['b', 'b' || chr(9), 'b ', 'b!'][1 + i % 4] AS word, "
                  "[[1, 10], [-9, 2]][1 + i % 2] AS nums FROM range(8) AS r(i)"),
       1);
  query_.limit = 1;
  ASSERT_NO_FATAL_FAILURE(compare("", {.first = 2, .enumerated = 2, .shard_factor = 1}));
  ASSERT_NO_FATAL_FAILURE(compare("word <> 'x'", {.first = 3, .enumerated = 4}));
}

/// What shards leave out may be more than what they name.
TEST_F(FacetsInEngine, OfSkewedShardsAreExact) {
  open(import_sql("skewed",
                  "SELECT CASE WHEN i % 3 = 0 THEN 'common ' || i % 50 ELSE 'rare ' || i % 700 END "
                  "AS word, [i % 60, i % 7, 1000 + i] AS nums FROM range(3000) AS r(i)"),
       5);
  for (const std::uint64_t limit : {1U, 5U, 40U, 120U}) {
    query_.limit = limit;
    ASSERT_NO_FATAL_FAILURE(compare("", {.first = 1, .enumerated = 100, .shard_factor = 1}));
    ASSERT_NO_FATAL_FAILURE(compare("word LIKE 'rare%'"));
  }
}

TEST_F(FacetsInEngine, OfAnswersOfAnotherFormAreAnError) {
  open(import_sql("odd", "SELECT i % 3 AS n FROM range(9) AS r(i)"), 1);
  for (const char* answer :
       {"{}", "no JSON", R"({"hits":{"total":{"value":9}}})",
        R"({"hits":{"total":{"value":9}},"aggregations":{"p0":{"doc_count":9}}})"}) {
    const auto facets =
        engine_facets(*split_, tracks_, query_, R"({"match_all":{}})",
                      [&](const std::string&) { return Result<std::string>(answer); });
    EXPECT_FALSE(facets) << answer;
  }
}

}  // namespace
}  // namespace vitrine::cluster
