#pragma once
// The header of a .npy file. Private to the NumPy reader.
// Source: NumPy Enhancement Proposal 1, and numpy.lib.format.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vitrine::formats {

/// One field of the elements; an array without fields has one, without a name.
struct NumpyField {
  std::string name;
  char kind = 'f';          ///< b i u f S U M m, as NumPy has them.
  std::size_t size = 0;     ///< Bytes; of U four for each character.
  std::string unit;         ///< M and m: "us", "D", ...
  std::size_t offset = 0;   ///< Within the element.
  bool is_swapped = false;  ///< Big-endian: of U each character, else the number.
};

struct NumpyHeader {
  std::vector<NumpyField> fields;
  std::size_t element_bytes = 0;
  std::vector<std::uint64_t> shape;
  bool is_fortran = false;
  std::size_t data_offset = 0;
};

/// `head` is the front of the file, at least 64 KiB of it if it has as much. Errors: corrupt;
/// unsupported for objects (pickles), complex numbers and nested fields. Bytes between fields are
/// no field.
Result<NumpyHeader> parse_numpy_header(std::string_view head);

}  // namespace vitrine::formats
