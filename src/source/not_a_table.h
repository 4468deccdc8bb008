#pragma once
// Not a table: what a file is that nothing here reads, by its first bytes and its name, with the
// line that makes a table of it.

#include <string>
#include <string_view>

namespace vitrine {

/// "x.h5 is an HDF5 file: ...", or empty where the file may be a table. `head` has its first bytes,
/// of compressed files those inside.
std::string not_a_table(std::string_view name, std::string_view head);

}  // namespace vitrine
