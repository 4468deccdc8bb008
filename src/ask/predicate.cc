#include "ask/predicate.h"

#include <cassert>
#include <utility>

namespace vitrine::ask {
namespace {

Predicate joined(Predicate::Kind kind, std::vector<Predicate> parts) {
  assert(!parts.empty());
  if (parts.size() == 1) return std::move(parts.front());
  return {.kind = kind, .parts = std::move(parts)};
}

}  // namespace

Expression Expression::of(Constant constant) {
  return {.kind = Kind::kConstant, .constant = std::move(constant), .predicate = {}};
}

Expression Expression::of_column(std::size_t position) {
  return {.kind = Kind::kColumn, .column = position, .predicate = {}};
}

Expression Expression::of_member() {
  return {.kind = Kind::kMember, .predicate = {}};
}

Expression Expression::from(Kind kind, Expression argument, std::string name) {
  Expression out{.kind = kind, .name = std::move(name), .predicate = {}};
  out.arguments.push_back(std::move(argument));
  return out;
}

Expression Expression::call(std::string function, std::vector<Expression> arguments) {
  return {.kind = Kind::kCall,
          .name = std::move(function),
          .arguments = std::move(arguments),
          .predicate = {}};
}

Expression Expression::truth_of(Predicate predicate) {
  Expression out{.kind = Kind::kTruthOf, .predicate = {}};
  out.predicate.push_back(std::move(predicate));
  return out;
}

bool Expression::operator==(const Expression&) const = default;

Predicate Predicate::constant(bool truth) {
  return about(Kind::kTruth, Expression::of({Constant::Type::kTruth, truth ? "TRUE" : "FALSE"}));
}

Predicate Predicate::compare(Expression left, Comparison comparison, Expression right) {
  Predicate out{.kind = Kind::kCompare, .comparison = comparison};
  out.values.push_back(std::move(left));
  out.values.push_back(std::move(right));
  return out;
}

Predicate Predicate::about(Kind kind, Expression value) {
  Predicate out{.kind = kind};
  out.values.push_back(std::move(value));
  return out;
}

Predicate Predicate::negation(Predicate part) {
  Predicate out{.kind = Kind::kNot};
  out.parts.push_back(std::move(part));
  return out;
}

Predicate Predicate::all(std::vector<Predicate> parts) {
  return joined(Kind::kAnd, std::move(parts));
}

Predicate Predicate::any(std::vector<Predicate> parts) {
  return joined(Kind::kOr, std::move(parts));
}

}  // namespace vitrine::ask
