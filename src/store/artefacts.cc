#include "store/artefacts.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "base/file_kinds.h"
#include "store/split_layout.h"

namespace vitrine::store {
namespace {

constexpr std::string_view kColumn = "{column}";

constexpr std::array<ArtefactFacts, 10> kTable = {{
    {Artefact::kRows, "rows.vtr", &kRowStoreKind, ArtefactNeed::kAlways, "store/row_store"},
    {Artefact::kValues, "values.vtc", &kColumnValuesKind, ArtefactNeed::kAlways,
     "store/column_values_writer"},
    {Artefact::kVectors, "vectors-{column}.vtv", &kVectorFileKind, ArtefactNeed::kPerVectorColumn,
     "store/vector_file"},
    {Artefact::kVectorIndex, "vectors-{column}.vtq", &kVectorIndexKind, ArtefactNeed::kWhereItPays,
     "vector/vector_index_builder"},
    {Artefact::kText, "text.vti", &kTextIndexKind, ArtefactNeed::kIfTextColumns,
     "text/index_writer"},
    {Artefact::kLexicon, "lexicon.vtl", &kLexiconKind, ArtefactNeed::kWithEngine, "text/lexicon"},
    {Artefact::kTextVectors, "text-vectors.vtt", &kTextVectorsKind, ArtefactNeed::kIfTextColumns,
     "meaning/text_vectors_writer"},
    {Artefact::kProjection, "projection-{column}.vtp", &kProjectionKind, ArtefactNeed::kWhereItPays,
     "meaning/projection_writer"},
    {Artefact::kStatistics, "statistics.json", nullptr, ArtefactNeed::kAlways,
     "profile/statistics"},
    {Artefact::kMap, "map-{column}.vtm", &kMapKind, ArtefactNeed::kOnRequest, "atlas/map_file"},
}};

/// Whether an engine that has the rows does the artefact's work.
bool stands_for_rows(Artefact artefact) {
  switch (artefact) {
    case Artefact::kRows:
    case Artefact::kValues:
    case Artefact::kVectors:
    case Artefact::kVectorIndex:
    case Artefact::kText:
    case Artefact::kTextVectors:
      return true;
    case Artefact::kLexicon:
    case Artefact::kProjection:
    case Artefact::kStatistics:
    case Artefact::kMap:
      return false;
  }
  return false;
}

}  // namespace

std::span<const ArtefactFacts> artefact_table() {
  return kTable;
}

std::string artefact_filename(Artefact artefact, std::size_t column) {
  const auto* const facts = std::ranges::find(kTable, artefact, &ArtefactFacts::artefact);
  assert(facts != kTable.end());  // a new artefact needs its row
  std::string name(facts->filename);
  const std::size_t at = name.find(kColumn);
  if (at != std::string::npos) name.replace(at, kColumn.size(), std::to_string(column));
  return name;
}

std::vector<ExpectedArtefact> expected_artefacts(const schema::Features& features, RowsIn rows) {
  const SplitLayout layout(features);
  const bool in_engine = rows == RowsIn::kEngine;
  std::vector<ExpectedArtefact> expected;
  const auto expect = [&](const ArtefactFacts& facts, std::size_t column = 0) {
    if (in_engine && stands_for_rows(facts.artefact)) return;
    expected.push_back({artefact_filename(facts.artefact, column), facts.kind});
  };
  for (const ArtefactFacts& facts : kTable) {
    switch (facts.need) {
      case ArtefactNeed::kAlways:
        expect(facts);
        break;
      case ArtefactNeed::kIfTextColumns:
        if (!layout.text_columns.empty()) expect(facts);
        break;
      case ArtefactNeed::kPerVectorColumn:
        for (const std::size_t column : layout.vector_columns) expect(facts, column);
        break;
      case ArtefactNeed::kWithEngine:
        if (in_engine && !layout.text_columns.empty()) expect(facts);
        break;
      case ArtefactNeed::kWhereItPays:
      case ArtefactNeed::kOnRequest:
        break;
    }
  }
  return expected;
}

std::vector<std::string> artefacts_of_rows(const schema::Features& features) {
  const SplitLayout layout(features);
  std::vector<std::string> files;
  for (const ArtefactFacts& facts : kTable) {
    if (!stands_for_rows(facts.artefact)) continue;
    if (facts.filename.find(kColumn) == std::string_view::npos) {
      files.push_back(artefact_filename(facts.artefact));
      continue;
    }
    for (const std::size_t column : layout.vector_columns)
      files.push_back(artefact_filename(facts.artefact, column));
  }
  return files;
}

const FileKind* kind_of_file(std::string_view filename) {
  const std::string_view ending = filename.substr(std::min(filename.rfind('.'), filename.size()));
  for (const ArtefactFacts& facts : kTable) {
    if (facts.kind != nullptr && facts.filename.ends_with(ending) && !ending.empty())
      return facts.kind;
  }
  return nullptr;
}

}  // namespace vitrine::store
