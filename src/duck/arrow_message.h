#pragma once
// The frame that Arrow puts around the metadata and body of schemas and batches.

#include <cstdint>
#include <string>
#include <string_view>

#include "duck/flat_builder.h"

namespace vitrine::duck {

/// Values of MessageHeader in Arrow's Message.fbs.
enum class ArrowMessageKind : std::uint8_t { kSchema = 1, kRecordBatch = 3 };

/// Finishes `metadata`, whose table `header` is of that kind, and appends both. Requires: a body
/// that is a multiple of 8 bytes long.
void append_arrow_message(std::string& out, FlatBuilder& metadata, ArrowMessageKind kind,
                          FlatBuilder::Place header, std::string_view body);

}  // namespace vitrine::duck
