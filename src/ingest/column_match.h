#pragma once
// Column match: which column of one file is which of another, so that files that nearly fit make
// one table. The rules are the same for every format:
//
//   the same name, wherever it stands, is the same column;
//   a name that differs in the case of letters alone is too, where that leaves no doubt;
//   a column that a file lacks is null in its rows;
//   files that share less than half of the smaller one's columns are different tables.

#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"

namespace vitrine::ingest {

class ColumnMatch {
 public:
  /// Takes the columns of one more file. Errors: invalid_argument if it does not go with the files
  /// before it, both named. Cost: linear in the columns of the file and of all.
  Status add(const std::string& file, const std::vector<std::string>& names);

  /// All columns in order of first sight. Names may come twice, as in a file that has them twice.
  const std::vector<std::string>& names() const { return names_; }
  /// For each file, in the order added, and each column: its position there, or npos. Columns that
  /// were first seen later are missing at the end.
  std::vector<std::size_t> positions(std::size_t file) const;
  /// What a person should know: columns that some files lack.
  std::vector<std::string> notices() const;

 private:
  std::size_t find(const std::string& name, std::size_t nth, const std::vector<bool>& taken) const;

  std::vector<std::string> names_;
  std::unordered_map<std::string, std::vector<std::size_t>> places_;  // of names_
  std::vector<std::string> files_;
  std::vector<std::vector<std::size_t>> positions_;
  std::vector<std::string> recased_;
};

}  // namespace vitrine::ingest
