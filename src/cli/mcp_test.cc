// `vitrine mcp` as a conversation over pipes.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "base/json_parse.h"
#include "cli/commands.h"
#include "ingest/import.h"
#include "source/source.h"

namespace vitrine::cli {
namespace {

namespace json = boost::json;

/// Puts a pipe in the place of an open file of the process, and the file back when it ends.
class Piped {
 public:
  explicit Piped(int file) : file_(file), kept_(::dup(file)) {
    EXPECT_EQ(::pipe2(ends_.data(), O_CLOEXEC), 0);
    const bool is_input = file == STDIN_FILENO;
    ::dup2(ends_[is_input ? 0 : 1], file);
    ::close(ends_[is_input ? 0 : 1]);
    other_ = ends_[is_input ? 1 : 0];
    std::clearerr(stdin);  // which remembers the end of the pipe before
  }
  ~Piped() {
    close();
    ::dup2(kept_, file_);
    ::close(kept_);
    std::clearerr(stdin);
  }
  Piped(const Piped&) = delete;
  Piped& operator=(const Piped&) = delete;

  void close() {
    if (other_ >= 0) ::close(other_);
    other_ = -1;
  }
  void write(const std::string& line) const {
    const std::string text = line + "\n";
    EXPECT_EQ(::write(other_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  /// The next line; "null" where none comes.
  std::string line() const {
    std::string out;
    char c = 0;
    pollfd waiting = {other_, POLLIN, 0};
    while (::poll(&waiting, 1, 20'000) == 1 && ::read(other_, &c, 1) == 1 && c != '\n') out += c;
    return out.empty() ? "null" : out;
  }

 private:
  int file_;
  int kept_;
  std::array<int, 2> ends_{};
  int other_ = -1;
};

class McpCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(::testing::TempDir()) / (std::string("vitrine_mcp_") + test->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    arguments_.home = (folder_ / "home").string();
    session_ = *Session::open(arguments_, {});
    import("title\nfirst\n");
  }
  void TearDown() override {
    session_.reset();
    fs::remove_all(folder_);
  }
  void import(std::string_view csv) {
    const std::string path = (folder_ / "papers.csv").string();
    ASSERT_TRUE(write_file_atomic(path, csv));
    const std::string sources[] = {path};
    const Result<source::Source> source = source::resolve_source(sources);
    ASSERT_TRUE(source) << source.error().message();
    const Result<ingest::ImportOutcome> outcome =
        ingest::import_source(session_->library(), *source, {}, nullptr, {});
    ASSERT_TRUE(outcome) << outcome.error().message();
  }
  static std::string request(int id, std::string_view method, std::string_view params) {
    return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"method":")" +
           std::string(method) + R"(","params":{)" + std::string(params) +
           R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
           R"("io.modelcontextprotocol/clientCapabilities":{}}}})";
  }

  fs::path folder_;
  Arguments arguments_;
  std::unique_ptr<Session> session_;
};

TEST_F(McpCommand, AllNewsOfOneLookAreTold) {
  Status status;
  std::jthread command;  // ends with its input, which is closed before
  Piped input(STDIN_FILENO);
  const Piped output(STDOUT_FILENO);
  command = std::jthread([&] { status = run_mcp(*session_); });
  input.write(
      request(1, "subscriptions/listen",
              R"("notifications":{"resourceSubscriptions":["vitrine://datasets/local/papers/card",)"
              R"("vitrine://datasets/local/papers/schema"],"resourcesListChanged":true},)"));
  const json::value begun = *parse_json(output.line());
  EXPECT_EQ(begun.at("method"), "notifications/subscriptions/acknowledged");
  import("title\nsecond\n");
  for (const char* kind : {"card", "schema"}) {
    const json::value news = *parse_json(output.line());
    EXPECT_EQ(news.at("method"), "notifications/resources/updated");
    EXPECT_EQ(std::string(news.at("params").at("uri").as_string()),
              std::string("vitrine://datasets/local/papers/") + kind);
  }
  input.write(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})");
  input.write("");
  input.write("   \t");
  input.write(request(2, "ping", ""));
  EXPECT_EQ(parse_json(output.line())->at("id"), 2) << "blank lines are no messages";
  input.close();
  command.join();
  EXPECT_TRUE(status);
}

TEST_F(McpCommand, ASeventeenthSubscriptionIsRefusedUntilOneIsCancelled) {
  std::jthread command;
  Piped input(STDIN_FILENO);
  const Piped output(STDOUT_FILENO);
  command = std::jthread([&] { (void)run_mcp(*session_); });
  const auto listen = [&](int id) {
    input.write(request(id, "subscriptions/listen", R"("notifications":{},)"));
    return *parse_json(output.line());
  };
  for (int id = 1; id <= 16; ++id) EXPECT_TRUE(listen(id).as_object().contains("method")) << id;
  const json::value refused = listen(17);
  EXPECT_EQ(refused.at("id"), 17);
  EXPECT_EQ(refused.at("error").at("message"),
            "as many subscriptions are open as may be: cancel another");
  input.write(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}})");
  EXPECT_TRUE(listen(18).as_object().contains("method"));
  input.close();
  command.join();
}

TEST_F(McpCommand, AVeryLongLineIsRefusedAndTheNextIsRead) {
  std::jthread command;
  Piped input(STDIN_FILENO);
  const Piped output(STDOUT_FILENO);
  command = std::jthread([&] { (void)run_mcp(*session_); });
  std::jthread writer([&] {
    input.write(std::string(3'000'000, 'x'));
    input.write(request(1, "ping", ""));
    input.close();
  });
  EXPECT_EQ(parse_json(output.line())->at("error").at("message"),
            "a message may have at most 1 MiB");
  EXPECT_EQ(parse_json(output.line())->at("id"), 1);
  writer.join();
  command.join();
}

}  // namespace
}  // namespace vitrine::cli
