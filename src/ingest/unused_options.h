#pragma once
// Options that mean nothing to the format at hand. Private to ingest.

#include <string>
#include <vector>

#include "source/source.h"

namespace vitrine::ingest {

/// Says of each option of the config's reading that its files are not of a format that has it.
void say_unused_options(const source::SourceConfig& config, std::vector<std::string>& notices);

}  // namespace vitrine::ingest
