#pragma once
// What would be thrown, as an error: for where a thread ends, or a piece of work that others must
// not suffer from.

#include <exception>
#include <new>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

#include "base/error.h"

namespace vitrine {

/// What `work` returns, a Status or a Result; what it throws as an error: too_large where memory
/// ran out, unavailable where the system gave no thread, else internal.
template <typename Work>
std::invoke_result_t<Work> caught(Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  } catch (const std::exception& thrown) {
    const auto* const system = dynamic_cast<const std::system_error*>(&thrown);
    if (system != nullptr && system->code() == std::errc::resource_unavailable_try_again)
      return unavailable(std::string("the system refuses what is needed: ") + thrown.what());
    return internal_error(thrown.what());
  }
}

}  // namespace vitrine
