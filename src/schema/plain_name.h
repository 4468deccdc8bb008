#pragma once
// Plain names: what datasets, configs and splits may be called, since folders, files and addresses
// are called after them.

#include <string>
#include <string_view>

namespace vitrine::schema {

/// 1 to 96 letters, digits, '-', '_' and '.', neither '.' nor '-' first: a single harmless
/// path component.
bool is_plain_name(std::string_view text);

/// `text` as such a name: each run of other characters becomes one '-', and no '-' or '.' stays at
/// the ends ("my config" -> "my-config"); empty where nothing is left.
std::string plain_name(std::string_view text);

}  // namespace vitrine::schema
