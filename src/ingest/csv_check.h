#pragma once
// CSV check: finds the first line of a CSV file that is not what its header promises, so that a
// refusal can name it. Only run after a reader has refused the file.
//
// Records as RFC 4180 has them: a quoted field may hold delimiters, line ends and doubled quotes.

#include "base/result.h"
#include "source/source.h"

namespace vitrine {

/// Errors: corrupt with the line: another number of fields than the header, a quote that never
/// closes, ill-formed UTF-8. Success means that none of these is the matter.
Status check_csv(const SourceFile& file);

}  // namespace vitrine
