#pragma once
// Artefacts: the files that a snapshot keeps of a split beside its Parquet. One table of what there
// is, which the importer, the readers, the check of a snapshot and docs/formats/library.md share.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/container.h"
#include "schema/features.h"

namespace vitrine::store {

enum class Artefact {
  kRows,
  kValues,
  kVectors,
  kVectorIndex,
  kText,
  kLexicon,
  kTextVectors,
  kProjection,
  kStatistics,
  kMap
};

/// When a split has the artefact.
enum class ArtefactNeed {
  kAlways,
  kPerVectorColumn,
  kIfTextColumns,
  kWhereItPays,  ///< Per vector column; its absence is no damage.
  kOnRequest,    ///< Per vector column, in the snapshot's derived folder, outside the manifest.
  kWithEngine,   ///< Where a search engine has the rows and columns hold text.
};

struct ArtefactFacts {
  Artefact artefact;
  std::string_view filename;  ///< "rows.vtr"; with "{column}" where there is one per column.
  const FileKind* kind;       ///< Null: JSON, checked against the manifest's hash alone.
  ArtefactNeed need;
  std::string_view made_by;  ///< The room and file that writes it.
};

/// All of them, in the order of the enumeration.
std::span<const ArtefactFacts> artefact_table();

/// The name of the artefact's file; `column` is used where there is one per column.
std::string artefact_filename(Artefact artefact, std::size_t column = 0);

/// A file that a split of these columns must have.
struct ExpectedArtefact {
  std::string filename;
  const FileKind* kind = nullptr;
};
/// Where an engine has its rows, what the engine does not stand for.
enum class RowsIn { kSnapshot, kEngine };
std::vector<ExpectedArtefact> expected_artefacts(const schema::Features& features,
                                                 RowsIn rows = RowsIn::kSnapshot);
/// The files in a split's index folder that are not kept where an engine has the rows.
std::vector<std::string> artefacts_of_rows(const schema::Features& features);

/// The kind of a file in a split's index folder by its name; null for JSON and unknown names.
const FileKind* kind_of_file(std::string_view filename);

}  // namespace vitrine::store
