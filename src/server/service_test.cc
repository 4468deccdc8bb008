// Errors reach those who ask the service in process with the code that they had.

#include "server/service.h"

#include <gtest/gtest.h>

#include "server/testing/server_fixture.h"

namespace vitrine {
namespace {

class ServiceErrors : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    import_papers();
    service_ = std::make_unique<Service>(catalogue_->library());
  }
  void TearDown() override {
    service_.reset();
    ServerFixture::TearDown();
  }

  using Parameters = std::vector<std::pair<std::string, std::string>>;
  ErrorCode code(const std::string& dataset, std::vector<std::string> rest,
                 const Parameters& parameters = {}, std::stop_token stop = {}) {
    std::vector<std::string> segments = {"api", "v1", "datasets", "local", dataset};
    segments.insert(segments.end(), rest.begin(), rest.end());
    const Result<std::string> answer = service_->get(segments, parameters, std::move(stop));
    EXPECT_FALSE(answer);
    return answer ? ErrorCode::kInternal : answer.error().code();
  }

  std::unique_ptr<Service> service_;
};

TEST_F(ServiceErrors, KeepTheirCode) {
  EXPECT_EQ(code("absent", {}), ErrorCode::kNotFound);
  EXPECT_EQ(code("papers", {"rows", "9"}), ErrorCode::kNotFound);
  EXPECT_EQ(code("papers", {"search"}, {{"limit", "x"}}), ErrorCode::kInvalidArgument);
}

TEST_F(ServiceErrors, StoppedIsCancelled) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(code("papers", {"search"}, {{"where", "id > 1"}}, stop.get_token()),
            ErrorCode::kCancelled);
}

TEST_F(ServiceErrors, DamageIsCorrupt) {
  for (const auto& entry : fs::recursive_directory_iterator(home())) {
    if (entry.path().filename() != "statistics.json") continue;
    ASSERT_TRUE(write_file_atomic(entry.path(), std::string(entry.file_size(), 'x')));
  }
  EXPECT_EQ(code("papers", {"columns"}), ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace vitrine
