#pragma once
// What the Hub's clients find of a split's types in files that we write.

#include <string>

#include "schema/features.h"

namespace vitrine::schema {

/// The types as files of ours have them: nulls alone are written as texts, times and moments in
/// microseconds (but for those in nanoseconds), since the engine that writes has no other types for
/// them, and the Hub's clients take no names of classes from a file of another type than it says.
Features in_written_files(Features features);
/// The types as the card beside files of ours declares them: the clients turn what they read into
/// these, so that units and times are as the source had them. Nulls alone stay texts, which nothing
/// can be turned into null from.
Features in_cards(Features features);
/// {"info":{"features":{...}}} of in_written_files(): what the Hub's clients look for in Parquet
/// and Arrow files under the key `huggingface`.
std::string hub_metadata(const Features& features);

}  // namespace vitrine::schema
