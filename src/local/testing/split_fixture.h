#pragma once
// SplitFixture: tiny datasets, really imported, opened as splits: for tests of the engine below
// every face.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "local/bitmap_split.h"
#include "local/row_selector.h"

namespace vitrine::local {

class SplitFixture : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  /// Imports JSON Lines (and a card, if there is one) as local/`name`, and opens its split.
  std::shared_ptr<const BitmapSplit> import(const std::string& name, std::string_view json_lines,
                                            std::string_view card = {});

  /// The same of the Parquet that DuckDB writes of a SELECT: for types that JSON has not.
  std::shared_ptr<const BitmapSplit> import_sql(const std::string& name, const std::string& select);

  /// "0 2" for the rows for which a condition in our grammar holds, or the error.
  std::string rows_where(const BitmapSplit& split, std::string_view where);

  std::shared_ptr<const BitmapSplit> import_folder(const std::string& name);

  fs::path directory_;
  std::unique_ptr<RowSelector> sql_;
};

/// "0 2"
std::string listed(const std::vector<std::uint64_t>& rows);

}  // namespace vitrine::local
