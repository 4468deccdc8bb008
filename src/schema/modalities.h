#pragma once
// Modalities: what kinds of data a dataset holds, in the Hub's words, read off its columns' types.

#include <string_view>
#include <vector>

#include "schema/features.h"

namespace vitrine::schema {

/// Of "image", "audio", "video", "document", "text", "tabular" (numbers, dates, classes) those that
/// some column holds at any depth, in this order; and "vectors", which is ours.
std::vector<std::string_view> modalities(const Features& features);

}  // namespace vitrine::schema
