#pragma once
// Row truncation: the Hub's rule for fitting rows into a number of bytes.
//
// The first ten rows stay whatever they cost. If they cost too much, cells of more than 100 bytes
// become strings of the first 100 bytes of their JSON, row by row from the last of the ten, until
// the rows fit. If they do not, rows are added while they fit.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::hub {

class RowTruncation {
 public:
  /// `keys` as from column_keys(); `names` the columns as JSON strings; a column that `exempt` says
  /// so of is never cut. `budget` may be 0 or less: everything is too much then.
  RowTruncation(std::vector<std::string> keys, std::vector<std::string> names,
                std::vector<bool> exempt, std::int64_t budget);

  /// Takes the next row. Returns whether another one is of use. Keeps what it needs of the cells:
  /// little of one that can only end up cut.
  bool add(std::span<const std::string_view> cells);

  /// Bytes of cells kept so far.
  std::size_t kept_bytes() const { return kept_bytes_; }

  struct Rows {
    std::string json;  ///< The list of row items.
    std::size_t count = 0;
  };
  Rows finish() &&;

 private:
  struct Cell {
    std::string json;      ///< The beginning only, if `size` says there is more.
    std::size_t size = 0;  ///< Of the whole.
  };
  struct Item {
    std::vector<Cell> cells;
    std::vector<bool> cut;
    std::size_t size = 0;  ///< Bytes of the item's JSON.
  };

  Item make_item(std::uint64_t row, std::span<const std::string_view> cells);
  std::size_t size_of(std::uint64_t row, const Item& item) const;
  void cut(std::uint64_t row, Item& item) const;
  void append(std::string& out, std::uint64_t row, const Item& item) const;

  std::vector<std::string> keys_;
  std::vector<std::string> names_;
  std::vector<bool> exempt_;
  std::int64_t budget_;
  std::vector<Item> items_;
  std::int64_t count_ = 2;  // bytes, as the Hub counts them: the brackets, each item and a comma
  std::size_t kept_bytes_ = 0;
  bool is_full_ = false;
};

}  // namespace vitrine::hub
