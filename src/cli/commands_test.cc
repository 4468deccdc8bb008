// Commands run over a library of their own, as main() does; what they print is caught.

#include "cli/commands.h"

#include <gmock/gmock.h>

#include "api/search_json.h"
#include "base/json_parse.h"
#include "engine/search_parameters.h"

namespace vitrine::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Commands : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(::testing::TempDir()) / (std::string("vitrine_cli_") + test->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    ASSERT_TRUE(write_file_atomic(folder_ / "papers.jsonl",
                                  "{\"id\":1,\"title\":\"Reward models\",\"kind\":\"a\"}\n"
                                  "{\"id\":2,\"title\":\"Vision\",\"kind\":\"a\"}\n"
                                  "{\"id\":3,\"title\":null,\"kind\":\"b\"}\n"));
    ASSERT_EQ(run({"import", (folder_ / "papers.jsonl").string()}, run_import), "local/papers\n");
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// What the command prints; empty after an error, which is kept in error_.
  std::string run(std::vector<std::string> words, Status (*command)(Session&)) {
    words.insert(words.begin(), "vitrine");
    words.insert(words.end(), {"--home", (folder_ / "home").string()});
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    Arguments arguments;
    EXPECT_FALSE(parse_arguments(static_cast<int>(argv.size()), argv.data(), arguments));
    Result<std::unique_ptr<Session>> session = Session::open(arguments, {});
    EXPECT_TRUE(session);
    testing::internal::CaptureStdout();
    const Status status = command(**session);
    std::string printed = testing::internal::GetCapturedStdout();
    error_.reset();
    if (!status) error_ = status.error();
    return printed;
  }

  fs::path folder_;
  std::optional<Error> error_;
};

TEST_F(Commands, SearchPrintsATableOrWhatTheApiAnswers) {
  EXPECT_THAT(run({"search", "papers", "reward", "--columns", "id,title"}, run_search),
              StartsWith("row  score  id  title\n  0  "));
  const boost::json::value answer =
      *parse_json(run({"search", "papers", "reward", "--json"}, run_search));
  EXPECT_EQ(answer.at("total"), 1);
  EXPECT_EQ(answer.at("hits").at(0).at("row").at("title"), "Reward models");
  EXPECT_EQ(answer.at("hits").at(0).at("why").at("terms").at(0), "reward");
}

TEST_F(Commands, OptionsAreTheParametersOfTheApi) {
  EXPECT_EQ(run({"rows", "papers", "--where", "id > 1", "--sort", "id desc", "--columns", "id",
                 "--limit", "1", "--offset", "1"},
                run_rows),
            "row  id\n  1  2\n");
  EXPECT_THAT(
      run({"search", "papers", "reward", "--facets", "kind", "--facet-limit", "1"}, run_search),
      HasSubstr("\nkind: a (1)\n"));
}

TEST_F(Commands, ErrorsKeepTheirCode) {
  const auto code = [&](const std::vector<std::string>& words, Status (*command)(Session&)) {
    EXPECT_EQ(run(words, command), "");
    return error_ ? error_->code() : ErrorCode::kInternal;
  };
  EXPECT_EQ(code({"rows", "absent"}, run_rows), ErrorCode::kNotFound);
  EXPECT_EQ(code({"rows", "papers", "--config", "no"}, run_rows), ErrorCode::kNotFound);
  EXPECT_EQ(code({"sql", "papers", "SELECT 1", "--config", "no"}, run_sql), ErrorCode::kNotFound);
  EXPECT_EQ(error_->message(), "dataset local/papers has no config \"no\"");
  EXPECT_EQ(code({"search", "papers", "x", "--mode", "magic"}, run_search),
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(code({"similar", "papers", "9"}, run_similar), ErrorCode::kNotFound);
}

TEST_F(Commands, DamageIsCorruptAndNoInternalError) {
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / "home")) {
    if (entry.path().filename() != "statistics.json") continue;
    ASSERT_TRUE(write_file_atomic(entry.path(), std::string(entry.file_size(), 'x')));
  }
  EXPECT_EQ(run({"stats", "papers"}, run_stats), "");
  ASSERT_TRUE(error_);
  EXPECT_EQ(error_->code(), ErrorCode::kCorrupt);
}

TEST_F(Commands, InfoListAndStatsDescribeTheDataset) {
  EXPECT_THAT(run({"info", "papers"}, run_info), HasSubstr("  default/train  3 rows\n"));
  EXPECT_THAT(run({"list"}, run_list), HasSubstr("local/papers     3        3"));
  EXPECT_THAT(run({"stats", "papers"}, run_stats), HasSubstr("a 2, b 1"));
  EXPECT_EQ(parse_json(run({"stats", "papers", "--json"}, run_stats))->at("num_rows"), 3);
}

}  // namespace
}  // namespace vitrine::cli
