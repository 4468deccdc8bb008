#pragma once
// ColumnEncoders: what encodes a query for a column of vectors. That is the model of this machine
// that the column was filled by, or the endpoint that somebody named by --encoder, for the columns
// that its model made.
//
// A column that the program has filled says which model did it, and in which version: another one
// under the same name is refused. Of other columns the card may name the model, and else nobody
// knows: that model, or the endpoint, is asked for the vectors of a dozen rows' texts, and used
// where most of these are nearest to the row's own vector, which no other model's are. An endpoint
// that fails is left alone for a while, so that a search waits for it once and not at every key.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "endpoint/endpoint_model.h"
#include "search/column_models.h"

namespace vitrine::engine {

class ColumnEncoders final : public search::ColumnModels {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kRest{20};  ///< After a failure.

  struct Fit {
    Status status;  ///< An error where the model did not make the column, which it says.
  };

  /// Without an endpoint: the models of this machine alone. Asks nothing before a query comes.
  /// `now` is replaced by tests.
  explicit ColumnEncoders(std::optional<endpoint::EndpointOptions> endpoint,
                          std::function<Clock::time_point()> now = &Clock::now)
      : endpoint_(std::move(endpoint)), now_(std::move(now)) {}

  /// Errors: those of EndpointModel and open_text_model(); invalid_argument where the model's
  /// vectors have another length than the column's, or are of another model or version.
  Result<std::optional<Encoded>> encode(const search::Split& split, std::size_t column,
                                        std::string_view text,
                                        const std::stop_token& stop) const override;

 private:
  using Model = std::shared_ptr<const endpoint::EndpointModel>;

  Result<std::optional<Encoded>> encode_here(const search::Split& split, std::size_t column,
                                             const store::ColumnModel& made, std::string_view text,
                                             const std::stop_token& stop) const;

  Result<Model> model(const std::stop_token& stop) const;
  Result<std::optional<Encoded>> encode_there(const search::Split& split, std::size_t column,
                                              std::string_view text,
                                              const std::stop_token& stop) const;
  /// Errors: the model's, which say nothing of whether it fits.
  Result<Fit> check_fit(const search::Split& split, std::size_t column,
                        const encoder::TextModel& model, encoder::TextRole role,
                        const std::stop_token& stop) const;
  /// Remembers a failure that may pass.
  Error failed(Error error) const;

  std::optional<endpoint::EndpointOptions> endpoint_;
  std::function<Clock::time_point()> now_;
  mutable std::mutex mutex_;  // of what follows
  mutable Model model_;
  mutable std::optional<Error> failure_;
  mutable Clock::time_point rests_until_;
  mutable std::map<std::string, Fit> fits_;  ///< By split, column and model.
};

}  // namespace vitrine::engine
