#include "ingest/refused_value.h"

#include <utility>

namespace vitrine::ingest {
namespace {

struct Refused {
  std::uint64_t row = 0;  ///< Of its split, from 0.
  std::string sentence;
};

/// The first refused value of a split.
std::optional<Refused> first_refused(duck::Connection& connection,
                                     const std::vector<DeclaredValue>& values,
                                     const std::string& from, const std::stop_token& stop) {
  std::string sentence = "CASE";
  for (const DeclaredValue& value : values)
    sentence += " WHEN " + value.fails + " THEN " + value.sentence;
  Result<duck::QueryResult> result = connection.query(
      "SELECT vt_row, vt_sentence FROM (SELECT row_number() OVER () - 1 AS vt_row, " + sentence +
          " END AS vt_sentence FROM " + from +
          ") WHERE vt_sentence IS NOT NULL ORDER BY vt_row LIMIT 1",
      {}, stop);
  if (!result) return std::nullopt;
  duck::Chunk chunk;
  const Result<bool> more = result->next(chunk);
  if (!more || !*more || chunk.rows() == 0) return std::nullopt;
  return Refused{static_cast<std::uint64_t>(chunk.column(0).int64(0)),
                 std::string(chunk.column(1).text(0))};
}

/// "a.csv line 3", of a row of the split whose files are those from `first` on.
std::string place_of(const DeclaredPlaces& places, std::size_t first, std::size_t files,
                     std::uint64_t row) {
  if (places.rows.size() < first + files || files == 0) {
    const std::string name = files == 1 ? places.files[first] + " " : "";
    return name + "row " + std::to_string(row + 1);
  }
  std::size_t file = first;
  while (file + 1 < first + files && row >= places.rows[file]) row -= places.rows[file++];
  const std::optional<std::uint64_t> line =
      places.line_of ? places.line_of(file, row) : std::nullopt;
  return places.files[file] +
         (line ? " line " + std::to_string(*line) : " row " + std::to_string(row + 1));
}

}  // namespace

Error with_its_place(duck::Connection& connection, const DeclaredPlaces& places, Error error,
                     const std::stop_token& stop) {
  if (error.message().find(kDeclaredSomewhere) == std::string::npos || places.values.empty())
    return error;
  std::size_t first = 0;
  for (const DeclaredPlaces::Split& split : places.splits) {
    if (const std::optional<Refused> found =
            first_refused(connection, places.values, split.from, stop))
      return {error.code(),
              place_of(places, first, split.files, found->row) + ": " + found->sentence};
    first += split.files;
  }
  return error;
}

}  // namespace vitrine::ingest
