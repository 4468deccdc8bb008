#pragma once
// Overloaded: one function for each alternative of a variant, for std::visit:
//
//   std::visit(Overloaded{[](int n) { ... }, [](const std::string& text) { ... }}, variant);
// An alternative that none of them takes does not compile.

namespace vitrine {

template <typename... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace vitrine
