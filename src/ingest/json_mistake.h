#pragma once
// JSON mistake: what is wrong with a text that is nearly JSON, in words. Files written by hand or
// by Python's print() fail in a few ways, which parsers all call the same. Private to ingest.

#include <string>
#include <string_view>

namespace vitrine::ingest {

/// One clause that says what and what to do: "it has a comment, which JSON does not know: take it
/// out"; empty where none of the usual mistakes is found. Cost: linear in the text.
std::string json_mistake(std::string_view text);

}  // namespace vitrine::ingest
