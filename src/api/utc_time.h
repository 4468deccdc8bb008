#pragma once
// Times as the API writes them.

#include <cstdint>
#include <string>

namespace vitrine::api {

/// "2026-11-23T10:00:00Z" for seconds since 1970-01-01 UTC.
std::string utc_time(std::int64_t seconds);

}  // namespace vitrine::api
