#include "cli/cell.h"

#include <gtest/gtest.h>

#include "base/json_parse.h"

namespace vitrine::cli {
namespace {

/// The slow twin, right where a double holds the numbers and no number has two forms.
std::string parsed_cell(const boost::json::value& value) {
  if (value.is_null()) return "";
  if (const boost::json::string* text = value.if_string(); text != nullptr)
    return std::string(*text);
  if (const boost::json::array* list = value.if_array(); list != nullptr) {
    std::string out;
    for (std::size_t i = 0; i < list->size(); ++i)
      out += (i == 0 ? "" : ", ") + ((*list)[i].is_null() ? "null" : parsed_cell((*list)[i]));
    return out;
  }
  return json_text(value);
}

TEST(Cell, IsTextForPeople) {
  EXPECT_EQ(cell_of_json("null"), "");
  EXPECT_EQ(cell_of_json("\"a \\\"b\\\" \\u00e9\""), "a \"b\" é");
  EXPECT_EQ(cell_of_json(R"(["x", "y, z", null, 2])"), "x, y, z, null, 2");
  EXPECT_EQ(cell_of_json(R"({"k" : [1, "a b"], "\u00e9": null})"), R"({"k":[1,"a b"],"é":null})");
  EXPECT_EQ(cell_of_json("no JSON"), "no JSON");
  EXPECT_EQ(cell_of_json("[1, 2"), "[1, 2");
}

TEST(Cell, WhatIsMissingInAListKeepsItsPlace) {
  EXPECT_EQ(cell_of_json(R"([null, "a", null])"), "null, a, null");
  EXPECT_EQ(cell_of_json("[null]"), "null");
  EXPECT_EQ(cell_of_json(R"(["", "a", ""])"), ", a, ");
  EXPECT_EQ(cell_of_json("[[], 1]"), ", 1");
}

TEST(Cell, NumbersAreAsTheyAreWritten) {
  EXPECT_EQ(cell_of_json("1e400"), "1e400");
  EXPECT_EQ(cell_of_json(" -1E+999 "), "-1E+999");
  EXPECT_EQ(cell_of_json("123456789012345678901234567890"), "123456789012345678901234567890");
  EXPECT_EQ(cell_of_json("0.10000000000000000000001"), "0.10000000000000000000001");
  EXPECT_EQ(cell_of_json("[1e400,[2.50, {\"k\": -1e400}]]"), "1e400, 2.50, {\"k\":-1e400}");
}

/// Any value, with brackets, commas, quotes and blanks in its strings.
boost::json::value any_value(std::uint32_t& seed, int depth) {
  const auto next = [&](std::uint32_t below) {
    seed = seed * 1664525U + 1013904223U;
    return (seed >> 16U) % below;
  };
  const std::uint32_t kind = next(depth > 0 ? 6 : 4);
  if (kind == 0) return nullptr;
  if (kind == 1) return static_cast<std::int64_t>(next(1000)) - 500;
  if (kind == 2) return next(2) == 0;
  if (kind == 3) {
    boost::json::string text;
    for (std::uint32_t i = next(6); i > 0; --i) text += "a\"\\],[{}: \n\t"[next(12)];
    return text;
  }
  if (kind == 4) {
    boost::json::array list;
    for (std::uint32_t i = next(4); i > 0; --i) list.push_back(any_value(seed, depth - 1));
    return list;
  }
  boost::json::object object;
  for (std::uint32_t i = next(4); i > 0; --i)
    object["k\"" + std::to_string(i)] = any_value(seed, depth - 1);
  return object;
}

TEST(Cell, IsThatOfTheParsedValue) {
  std::uint32_t seed = 7;
  for (int i = 0; i < 5000; ++i) {
    const boost::json::value value = any_value(seed, 4);
    const std::string text = json_text(value);
    ASSERT_EQ(cell_of_json(text), parsed_cell(value)) << text;
  }
}

}  // namespace
}  // namespace vitrine::cli
