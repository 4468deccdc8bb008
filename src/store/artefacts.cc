#include "store/artefacts.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "base/file_kinds.h"
#include "store/split_layout.h"

namespace vitrine {
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

std::vector<ExpectedArtefact> expected_artefacts(const Features& features) {
  const SplitLayout layout(features);
  std::vector<ExpectedArtefact> expected;
  for (const ArtefactFacts& facts : kTable) {
    switch (facts.need) {
      case ArtefactNeed::kAlways:
        expected.push_back({artefact_filename(facts.artefact), facts.kind});
        break;
      case ArtefactNeed::kIfTextColumns:
        if (!layout.text_columns.empty())
          expected.push_back({artefact_filename(facts.artefact), facts.kind});
        break;
      case ArtefactNeed::kPerVectorColumn:
        for (const std::size_t column : layout.vector_columns)
          expected.push_back({artefact_filename(facts.artefact, column), facts.kind});
        break;
      case ArtefactNeed::kWhereItPays:
      case ArtefactNeed::kOnRequest:
      case ArtefactNeed::kWithEngine:
        break;
    }
  }
  return expected;
}

const FileKind* kind_of_file(std::string_view filename) {
  const std::string_view ending = filename.substr(std::min(filename.rfind('.'), filename.size()));
  for (const ArtefactFacts& facts : kTable) {
    if (facts.kind != nullptr && facts.filename.ends_with(ending) && !ending.empty())
      return facts.kind;
  }
  return nullptr;
}

}  // namespace vitrine
