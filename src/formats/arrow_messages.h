#pragma once
// The messages of an Arrow IPC file or stream: where each is. Private to the Arrow reader.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/arrow_schema.h"
#include "formats/random_file.h"

namespace vitrine::formats {

/// A dictionary or record batch. Its metadata is a FlatBuffer, the table Message.
struct ArrowMessage {
  bool is_dictionary = false;
  std::uint64_t metadata_offset = 0;
  std::uint64_t metadata_length = 0;
  std::uint64_t body_offset = 0;
  std::uint64_t body_length = 0;
  std::uint64_t num_rows = 0;  ///< Of a record batch.
};

struct ArrowListing {
  ArrowSchema schema;
  std::vector<ArrowMessage> messages;  ///< In the order in which they are to be read.
};

/// Finds all messages without reading a body. Errors: as open_arrow.
Result<ArrowListing> list_arrow_messages(const RandomFile& file);

}  // namespace vitrine::formats
