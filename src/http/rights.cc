#include "http/rights.h"

#include "base/name_pattern.h"

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
  return names.empty() || fits_any(names, name);
}

bool Rights::block(std::string_view name) const {
  return fits_any(blocked, name);
}

}  // namespace vitrine::http
