#include "ask/functions.h"

#include <algorithm>
#include <array>

namespace vitrine::ask {
namespace {

constexpr std::array<Function, 35> kFunctions = {{
    {"abs", "n", 'n'},
    {"array_length", "l", 'n'},
    {"ceil", "n", 'n'},
    {"coalesce", "x=*", '='},
    {"contains", "tt", 'b'},
    {"day", "d", 'n'},
    {"ends_with", "tt", 'b'},
    {"floor", "n", 'n'},
    {"instr", "tt", 'n'},
    {"lcase", "t", 't'},
    {"left", "tn", 't'},
    {"len", "m", 'n'},
    {"length", "m", 'n'},
    {"list_contains", "lx", 'b'},
    {"lower", "t", 't'},
    {"ltrim", "t?t", 't'},
    {"month", "d", 'n'},
    {"prefix", "tt", 'b'},
    {"regexp_matches", "tp", 'b'},
    {"replace", "tqs", 't'},
    {"reverse", "t", 't'},
    {"right", "tn", 't'},
    {"round", "n?n", 'n'},
    {"rtrim", "t?t", 't'},
    {"sign", "n", 'n'},
    {"split_part", "ttn", 't'},
    {"starts_with", "tt", 'b'},
    {"strip_accents", "t", 't'},
    {"strlen", "t", 'n'},
    {"substring", "tn?n", 't'},
    {"suffix", "tt", 'b'},
    {"trim", "t?t", 't'},
    {"ucase", "t", 't'},
    {"upper", "t", 't'},
    {"year", "d", 'n'},
}};

}  // namespace

const Function* find_function(std::string_view name) {
  const auto it = std::ranges::find(kFunctions, name, &Function::name);
  return it == kFunctions.end() ? nullptr : &*it;
}

}  // namespace vitrine::ask
