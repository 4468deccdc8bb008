#pragma once
// Media profilers: widths of pictures and lengths of recordings and films.
//
// Sizes come from headers alone (media/): of the bytes that rows hold, or of the files that they
// name by an address. A broken or absent file counts as null, as do rows without one. A column
// whose rows name something else has nothing to look at, and no statistics.

#include <memory>

#include "profile/column_profiler.h"

namespace vitrine::profile {

/// For columns of the Hub's types Image, Audio and Video; null for others.
std::unique_ptr<ColumnProfiler> make_media_profiler(const schema::Feature& feature,
                                                    std::size_t memory_bytes, SpillSpace& space,
                                                    const FileOfAddress& file_of);

}  // namespace vitrine::profile
