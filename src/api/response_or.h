#pragma once
// ResponseOr<T>: a T, or the answer that says why there is none.
//
// Result<T> carries an Error, whose kinds are ours; a route that imitates another server must also
// be able to answer in that server's words (status, X-Error-Code). Where Result stops at the first
// handler, ResponseOr goes on:
//
//   ResponseOr<Target> target = find_target(...);
//   if (!target) return std::move(target).refusal();

#include <utility>
#include <variant>

#include "http/message.h"

namespace vitrine::api {

template <typename T>
class [[nodiscard]] ResponseOr {
 public:
  ResponseOr(T value)  // NOLINT(google-explicit-constructor): as Result
      : state_(std::in_place_index<0>, std::move(value)) {}
  ResponseOr(http::Response refusal)  // NOLINT(google-explicit-constructor): `return refusal;`
      : state_(std::in_place_index<1>, std::move(refusal)) {}

  explicit operator bool() const { return state_.index() == 0; }

  /// Requires: holds a value.
  T& operator*() { return *std::get_if<0>(&state_); }
  const T& operator*() const { return *std::get_if<0>(&state_); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }

  /// Requires: holds none.
  http::Response refusal() && { return std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<T, http::Response> state_;
};

}  // namespace vitrine::api
