#include "http/rights.h"

#include <fnmatch.h>

#include <algorithm>

namespace vitrine::http {

bool Rights::allow(Need need) const {
  switch (need) {
    case Need::kNothing:
      return true;
    case Need::kRead:
      return read;
    case Need::kNotes:
      return notes;
    case Need::kChange:
      return change;
  }
  return false;
}

bool Rights::cover(std::string_view name) const {
  const std::string text(name);
  return names.empty() || std::ranges::any_of(names, [&](const std::string& pattern) {
           return ::fnmatch(pattern.c_str(), text.c_str(), FNM_PATHNAME | FNM_NOESCAPE) == 0;
         });
}

}  // namespace vitrine::http
