#pragma once
// HttpOrigin: a library behind a server of ours, by the routes of server/copy_routes.h.

#include <chrono>
#include <memory>
#include <string>

#include "replica/origin.h"
#include "source/http_client.h"

namespace vitrine::replica {

/// "Authorization: Bearer" of an origin that asks for it.
inline constexpr const char* kOriginTokenVariable = "VITRINE_ORIGIN_TOKEN";

class HttpOrigin final : public Origin {
 public:
  struct Options {
    std::string token = {};
    /// Ends the wait for bytes that do not come.
    std::chrono::seconds stall = std::chrono::seconds(20);
  };

  /// `address`: of the server, "https://data.example.org/vitrine". Errors: invalid_argument.
  static Result<std::unique_ptr<HttpOrigin>> make(std::string_view address, Options options);

  std::string name() const override { return address_; }
  Result<std::optional<List>> list(const std::string& known_tag, std::stop_token stop) override;
  Result<std::string> manifest(const store::DatasetName& dataset, const std::string& snapshot,
                               std::stop_token stop) override;
  Result<std::vector<ListedFile>> pushed_files(const store::DatasetName& dataset,
                                               std::stop_token stop) override;
  Status read(const store::DatasetName& dataset, const std::string& path, std::uint64_t offset,
              const Sink& sink, std::stop_token stop) override;

 private:
  struct Answer {
    source::HttpHead head;
    std::string body;
  };

  HttpOrigin(std::string address, Options options)
      : address_(std::move(address)), options_(std::move(options)) {}

  source::HttpGet request(const std::string& route, std::stop_token stop) const;
  Result<Answer> ask_json(const std::string& route, const std::string& known_tag,
                          std::stop_token stop);
  Error refusal(int status, std::string_view body) const;
  /// What is wrong, with the origin's name in front.
  Error told(Error error) const;

  std::string address_;
  Options options_;
  source::HttpClient http_;
};

}  // namespace vitrine::replica
