#include "formats/arrow_file.h"

#include <algorithm>

#include "formats/arrow_cells.h"
#include "formats/arrow_messages.h"

namespace vitrine::formats {
namespace {

/// Rows are written in blocks, so that a chunk of heavy ones ends in time.
constexpr std::uint64_t kBlockRows = 256;

struct Opened {
  RandomFile file;
  ArrowListing listing;
};

/// Goes through the messages of a file and keeps the dictionaries that hold at the time.
class BatchCursor {
 public:
  explicit BatchCursor(const Opened& opened) : opened_(opened) {
    for (const ArrowField& field : opened.listing.schema.fields) collect(field);
  }

  /// False at the end.
  Result<bool> next(ArrowBatch& batch);

 private:
  void collect(const ArrowField& field);
  Status read_dictionary(FlatView& view, const FlatTable& table, const ArrowBody& body);

  const Opened& opened_;
  std::size_t position_ = 0;
  ArrowDictionaries dictionaries_;
  std::map<std::int64_t, ArrowField> value_fields_;  ///< By the dictionary's number.
};

/// The fields of the values of all dictionaries; they have no index of their own.
void BatchCursor::collect(const ArrowField& field) {
  if (field.index) {
    ArrowField values = field;
    values.index.reset();
    value_fields_.emplace(field.index->dictionary, std::move(values));
  }
  for (const ArrowField& child : field.children) collect(child);
}

/// Brings the buffers of all arrays below into memory.
Status load_array(ArrowArray& array) {
  if (Status status = array.validity.load(); !status) return status;
  for (ArrowBuffer& buffer : array.buffers) {
    if (Status status = buffer.load(); !status) return status;
  }
  for (ArrowArray& child : array.children) {
    if (Status status = load_array(child); !status) return status;
  }
  return {};
}

Status BatchCursor::read_dictionary(FlatView& view, const FlatTable& table, const ArrowBody& body) {
  const auto id = table.number<std::int64_t>(0);
  const bool is_delta = table.number<std::uint8_t>(2) != 0;
  const FlatTable data = table.table(1);
  const auto field = value_fields_.find(id);
  if (view.damaged() || !data || field == value_fields_.end())
    return corrupt("a dictionary of the Arrow file is damaged");
  std::shared_ptr<ArrowDictionary> dictionary;
  if (const auto known = dictionaries_.find(id); is_delta && known != dictionaries_.end())
    dictionary = known->second;
  if (!dictionary) {
    dictionary = std::make_shared<ArrowDictionary>();
    dictionary->fields.push_back(field->second);
  }
  Result<ArrowBatch> batch = read_arrow_batch(view, data, dictionary->fields, body, dictionaries_);
  if (!batch) return std::move(batch).error();
  ArrowArray& values = batch->columns.front();
  if (Status status = load_array(values); !status) return status;
  dictionary->length += values.length;
  dictionary->parts.push_back(std::move(values));
  dictionaries_[id] = std::move(dictionary);
  return {};
}

Result<bool> BatchCursor::next(ArrowBatch& batch) {
  while (position_ < opened_.listing.messages.size()) {
    const ArrowMessage& message = opened_.listing.messages[position_++];
    std::string bytes;
    Status read = opened_.file.read(message.metadata_offset, message.metadata_length, bytes);
    if (!read) return std::move(read).error();
    FlatView view(bytes);
    const FlatTable header = view.root().table(2);
    const ArrowBody body{&opened_.file, message.body_offset, message.body_length};
    if (message.is_dictionary) {
      Status status = read_dictionary(view, header, body);
      if (!status) return std::move(status).error();
      continue;
    }
    Result<ArrowBatch> next =
        read_arrow_batch(view, header, opened_.listing.schema.fields, body, dictionaries_);
    if (!next) return std::move(next).error();
    batch = *std::move(next);
    return true;
  }
  return false;
}

class ArrowReader final : public duck::RowReader {
 public:
  explicit ArrowReader(std::shared_ptr<const Opened> opened)
      : opened_(std::move(opened)), cursor_(*opened_) {}

  Result<std::size_t> read(duck::RowChunk& out) override {
    std::size_t rows = 0;
    while (!out.is_full(rows)) {
      if (row_ == batch_.length) {
        before_ += batch_.length;
        row_ = 0;
        batch_ = {};
        const Result<bool> more = cursor_.next(batch_);
        if (!more) return more.error();
        if (!*more) break;
        continue;
      }
      const std::uint64_t count =
          std::min({kBlockRows, batch_.length - row_, std::uint64_t{out.capacity() - rows}});
      if (Status status = write(out, rows, count); !status) return std::move(status).error();
      rows += count;
      row_ += count;
    }
    return rows;
  }

 private:
  Status write(duck::RowChunk& out, std::size_t rows, std::uint64_t count) {
    for (std::size_t i = 0; i < batch_.columns.size(); ++i) {
      Status status = write_arrow_cells(batch_.columns[i], row_, count, out.column(i), rows);
      if (!status) return with_place(i, out.column(i), rows, count, status.error());
    }
    return {};
  }

  /// The rows are written once more, one by one, to find which of them is at fault.
  Error with_place(std::size_t column, duck::ColumnWriter out, std::size_t to, std::uint64_t count,
                   Error error) {
    std::string place = "column \"" + opened_->listing.schema.fields[column].name + "\"";
    for (std::uint64_t i = 0; i < count; ++i) {
      const Status status = write_arrow_cells(batch_.columns[column], row_ + i, 1, out, to);
      if (status) continue;
      place = "row " + std::to_string(before_ + row_ + i + 1) + ", " + place;
      break;
    }
    return std::move(error).in(place);
  }

  std::shared_ptr<const Opened> opened_;
  BatchCursor cursor_;
  ArrowBatch batch_;
  std::uint64_t row_ = 0;     ///< Of the batch.
  std::uint64_t before_ = 0;  ///< Rows of the batches before it.
};

class ArrowRows final : public duck::RowSource {
 public:
  ArrowRows(std::shared_ptr<const Opened> opened, std::vector<duck::RowColumn> columns)
      : opened_(std::move(opened)), columns_(std::move(columns)) {}

  const std::vector<duck::RowColumn>& columns() const override { return columns_; }
  std::optional<std::uint64_t> num_rows() const override {
    std::uint64_t rows = 0;
    for (const ArrowMessage& message : opened_->listing.messages) rows += message.num_rows;
    return rows;
  }
  Result<std::unique_ptr<duck::RowReader>> open() const override {
    return std::unique_ptr<duck::RowReader>(std::make_unique<ArrowReader>(opened_));
  }

 private:
  std::shared_ptr<const Opened> opened_;
  std::vector<duck::RowColumn> columns_;
};

/// Moments with a zone and times of day have no type of ours that is finer than microseconds.
bool may_be_too_fine(const ArrowField& field) {
  if (field.unit != ArrowUnit::kNano || field.index) return false;
  return field.kind == ArrowKind::kTime ||
         (field.kind == ArrowKind::kTimestamp && !field.zone.empty());
}

/// What becomes of a column of nanoseconds, which are `whole` microseconds or not.
void settle_column(ArrowField& field, bool whole, std::vector<std::string>& notices) {
  const std::string column = "column \"" + field.name + "\" ";
  if (field.kind == ArrowKind::kTime) {
    if (whole) return;
    field.type.cell = duck::CellType::kString;
    field.feature = schema::Feature::value("string");
    notices.push_back(column + "is kept as text: its times of day have nanoseconds");
  } else if (whole) {
    field.type.cell = duck::CellType::kTimestampTz;
    field.feature = zoned_moment(ArrowUnit::kMicro, field.zone);
  } else {
    notices.push_back(column + "holds nanoseconds of the zone " + field.zone +
                      ": they are kept, in UTC");
  }
}

/// Columns of zoned nanoseconds that hold whole microseconds become moments with a zone, which have
/// no finer part; of the others the zone is told. Times of day become text where they are finer.
Status settle_nanoseconds(Opened& opened, std::vector<std::string>& notices) {
  std::vector<ArrowField>& fields = opened.listing.schema.fields;
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (may_be_too_fine(fields[i])) open.push_back(i);
  }
  std::vector<bool> whole(fields.size(), true);
  BatchCursor cursor(opened);
  ArrowBatch batch;
  while (!open.empty()) {
    const Result<bool> more = cursor.next(batch);
    if (!more) return more.error();
    if (!*more) break;
    for (const std::size_t i : open) {
      if (!whole[i]) continue;
      const Result<bool> micros = holds_whole_micros(batch.columns[i]);
      if (!micros) return micros.error();
      whole[i] = *micros;
    }
  }
  for (const std::size_t i : open) settle_column(fields[i], whole[i], notices);
  return {};
}

/// Says of decimals that no type of ours holds, at any depth, that they are texts.
void say_wide_decimals(const ArrowField& field, const std::string& column,
                       std::vector<std::string>& notices) {
  if (field.kind == ArrowKind::kDecimal && field.type.cell == duck::CellType::kString) {
    notices.push_back("column \"" + column + "\" is kept as text: its decimals have " +
                      (field.scale < 0                 ? "a negative scale"
                       : field.scale > field.precision ? "more digits behind the point than in all"
                                                       : "more than 38 digits"));
    return;
  }
  for (const ArrowField& child : field.children) say_wide_decimals(child, column, notices);
}

/// A dictionary that two columns share must be the same to both.
Status check_dictionaries(const std::vector<ArrowField>& fields,
                          std::map<std::int64_t, schema::Feature>& known) {
  for (const ArrowField& field : fields) {
    if (field.index) {
      const auto [place, is_new] = known.emplace(field.index->dictionary, field.feature);
      if (!is_new && place->second != field.feature)
        return corrupt("two columns of different types share a dictionary");
    }
    if (Status status = check_dictionaries(field.children, known); !status) return status;
  }
  return {};
}

}  // namespace

Result<RowFile> open_arrow(const fs::path& path) {
  Result<RandomFile> file = RandomFile::open(path);
  if (!file) return std::move(file).error();
  Result<ArrowListing> listing = list_arrow_messages(*file);
  if (!listing) return std::move(listing).error();
  auto opened = std::make_shared<Opened>(Opened{*std::move(file), *std::move(listing)});
  std::map<std::int64_t, schema::Feature> dictionaries;
  Status shared = check_dictionaries(opened->listing.schema.fields, dictionaries);
  if (!shared) return std::move(shared).error();
  RowFile out;
  if (Status status = settle_nanoseconds(*opened, out.notices); !status)
    return std::move(status).error();
  std::vector<duck::RowColumn> columns;
  for (const ArrowField& field : opened->listing.schema.fields) {
    say_wide_decimals(field, field.name, out.notices);
    columns.push_back({position_name(columns.size()), field.type});
    out.features.push_back({field.name, field.feature});
    if (!field.embedding_model.empty()) out.models.push_back({field.name, field.embedding_model});
  }
  out.hub_metadata = opened->listing.schema.hub_metadata;
  out.rows = std::make_shared<ArrowRows>(std::move(opened), std::move(columns));
  return out;
}

}  // namespace vitrine::formats
