#pragma once
// The two lists that every Hub answer with rows has: `features` and `rows`.

#include <span>
#include <string>

#include "schema/features.h"

namespace vitrine::hub {

/// Appends [{"feature_idx":0,"name":"title","type":{...}},...] of the columns at those positions.
void append_features(std::string& out, const schema::Features& features,
                     std::span<const std::size_t> columns);

}  // namespace vitrine::hub
