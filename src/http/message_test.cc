#include "http/message.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "http/metrics.h"

namespace vitrine::http {
namespace {

TEST(Message, EachErrorCodeHasItsStatus) {
  const auto form = [](const Error& error) {
    const Response response = error_response(error);
    return std::to_string(response.status) + " " +
           std::string(response.headers.get("X-Error-Code"));
  };
  EXPECT_EQ(form(invalid_argument("")), "422 InvalidParameter");
  EXPECT_EQ(form(not_found("")), "404 ResponseNotFound");
  EXPECT_EQ(form(already_exists("")), "409 AlreadyExists");
  EXPECT_EQ(form(corrupt("")), "500 CorruptDataError");
  EXPECT_EQ(form(unsupported("")), "501 NotSupportedError");
  EXPECT_EQ(form(too_large("")), "413 TooBigContentError");
  EXPECT_EQ(form(cancelled("")), "503 RequestCancelled");
  EXPECT_EQ(form(unavailable("")), "503 ResponseNotReady");
  EXPECT_EQ(form(io_error("")), "500 UnexpectedApiError");
  EXPECT_EQ(form(internal_error("")), "500 UnexpectedApiError");
}

TEST(Message, OurOwnFailuresTellTheLogNotTheClient) {
  const Response response = error_response(io_error("/home/someone/x: no space left"));
  EXPECT_EQ(std::get<std::string>(response.body), R"({"error":"Unexpected error."})");
  EXPECT_EQ(response.detail, "/home/someone/x: no space left");
}

TEST(Message, ErrorTextIsEscaped) {
  const Response response = error_response(invalid_argument("column \"a\" <b>\n\xff"));
  EXPECT_EQ(std::get<std::string>(response.body),
            "{\"error\":\"column \\\"a\\\" <b>\\n\xEF\xBF\xBD\"}");
}

TEST(Message, MissingParametersAreNamedAsTheHubDoes) {
  const auto text = [](const Response& response) { return std::get<std::string>(response.body); };
  EXPECT_EQ(text(missing_parameters({"query"})), R"({"error":"Parameter 'query' is required"})");
  EXPECT_EQ(text(missing_parameters({"dataset", "config", "split"})),
            R"({"error":"Parameters 'dataset', 'config' and 'split' are required"})");
  EXPECT_EQ(missing_parameters({"query"}).headers.get("X-Error-Code"), "MissingRequiredParameter");
}

TEST(Message, HeaderNamesCompareWithoutCase) {
  Headers headers;
  headers.add("Content-Type", "a");
  headers.set("content-TYPE", "b");
  EXPECT_EQ(headers.get("CONTENT-type"), "b");
  EXPECT_EQ(headers.fields().size(), 1U);
  EXPECT_EQ(headers.get("Content-Typ"), "");
}

TEST(Message, OnlyRegularFilesAreOpened) {
  const fs::path path = fs::path(::testing::TempDir()) / "open_file_test";
  ASSERT_TRUE(write_file_atomic(path, "abc"));
  const auto file = OpenFile::open(path);
  ASSERT_TRUE(file);
  EXPECT_EQ((*file)->size(), 3U);
  EXPECT_TRUE((*file)->etag().starts_with('"'));
  EXPECT_EQ(OpenFile::open(path.parent_path()).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(OpenFile::open(path.string() + "-absent").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(OpenFile::open("/dev/null").error().code(), ErrorCode::kNotFound);
  fs::remove(path);
}

TEST(Metrics, CountsByRouteAndStatusWithCumulativeBuckets) {
  Metrics metrics;
  metrics.request_started();
  metrics.request_started();
  metrics.request_started();
  metrics.request_finished("rows", 200, std::chrono::microseconds(700), 10);
  metrics.request_finished("rows", 404, std::chrono::seconds(60), 20);
  const std::string text = metrics.render();
  const auto has = [&](const char* line) { return text.find(line) != std::string::npos; };
  EXPECT_TRUE(has("vitrine_requests_total{route=\"rows\",status=\"200\"} 1\n"));
  EXPECT_TRUE(has("vitrine_requests_total{route=\"rows\",status=\"404\"} 1\n"));
  EXPECT_TRUE(has("vitrine_request_duration_seconds_bucket{route=\"rows\",le=\"0.0005\"} 0\n"));
  EXPECT_TRUE(has("vitrine_request_duration_seconds_bucket{route=\"rows\",le=\"0.001\"} 1\n"));
  EXPECT_TRUE(has("vitrine_request_duration_seconds_bucket{route=\"rows\",le=\"10\"} 1\n"));
  EXPECT_TRUE(has("vitrine_request_duration_seconds_bucket{route=\"rows\",le=\"+Inf\"} 2\n"));
  EXPECT_TRUE(has("vitrine_request_duration_seconds_count{route=\"rows\"} 2\n"));
  EXPECT_TRUE(has("vitrine_requests_in_flight 1\n"));
  EXPECT_TRUE(has("vitrine_sent_bytes_total 30\n"));
  EXPECT_GT(resident_bytes(), 1'000'000U);
}

}  // namespace
}  // namespace vitrine::http
