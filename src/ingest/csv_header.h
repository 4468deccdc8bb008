#pragma once
// CSV header: whether the first record of a delimited text names its columns or is data.

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::ingest {

/// What databases write for null (PostgreSQL's COPY, MySQL's dumps): no column is called so.
inline constexpr std::string_view kNullOfDatabases = "\\N";

/// The first record of a sample, and the others that have as many fields.
class FirstRecord {
 public:
  /// The fields of the next record, without blanks around.
  void add(std::vector<std::string> fields);

  bool is_empty() const { return fields_.empty(); }

  /// There is a null of databases somewhere, be it behind the sample.
  void set_is_dump() { has_database_nulls_ = true; }

  /// The first record is data if it is the only one and all values; if it has a null of databases,
  /// or if the sample has one and it begins with a number or has one over numbers; or a day over
  /// days; or a number where a column is all numbers, and every text of it comes again in its
  /// column (or it has none, and a fraction).
  bool is_data() const;

  /// What may be wrong with taking it for the header, to be said; empty where nothing is.
  std::string doubt() const;

 private:
  template <typename Holds>
  bool all_below(std::size_t column, Holds holds) const;
  bool is_value(std::size_t column) const;
  bool is_date_over_dates(std::size_t column) const;
  bool repeats_below() const;
  bool repeats_a_number() const;
  bool has_words_of_rows() const;

  std::vector<std::string> fields_;
  std::vector<std::vector<std::string>> rest_;
  bool is_only_ = true;
  bool has_database_nulls_ = false;  // anywhere
};

}  // namespace vitrine::ingest
