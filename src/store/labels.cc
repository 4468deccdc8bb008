#include "store/labels.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "base/ascii.h"
#include "base/durable.h"
#include "store/dataset_folder.h"
#include "store/labels_file.h"

namespace vitrine::store {
namespace {

constexpr std::size_t kMostKnown = 256;

Result<LabelBook> read_book(const fs::path& path) {
  const Result<std::string> text = posix_storage().read(path, kMaxSideFileBytes);
  if (!text && text.error().code() == ErrorCode::kNotFound) return LabelBook();
  if (!text) return text.error();
  Result<LabelBook> book = parse_labels(*text);
  if (!book) {
    return corrupt("The labels of this dataset are damaged (" + book.error().message() +
                   "); repair or remove labels.json beside its snapshots.");
  }
  return book;
}

auto find_named(LabelBook& book, std::string_view name) {
  return std::ranges::find_if(book, [lower = ascii_lower(name)](const LabelColumn& one) {
    return ascii_lower(one.name) == lower;
  });
}

Error no_such_column(std::string_view name) {
  return not_found("This dataset has no label \"" + std::string(name) + "\".");
}

/// That every value still has its choice.
Status check_taken_away(const LabelColumn& column) {
  for (const LabelValue& value : column.values) {
    if (!check_label_json(column, value.json))
      return already_exists("Rows have the choice " + value.json +
                            ": give them another before it is taken away.");
  }
  return {};
}

std::vector<LabelValue>::iterator find_place(std::vector<LabelValue>& values,
                                             const LabelPlace& place) {
  return std::ranges::find_if(values, [&](const LabelValue& one) { return one.place == place; });
}

Status check_room(const LabelBook& book) {
  std::size_t values = 0;
  for (const LabelColumn& column : book) values += column.values.size();
  if (values < Labels::kMostValues) return {};
  return too_large("A dataset may have 20,000 labelled values at most.");
}

}  // namespace

Result<std::shared_ptr<const LabelBook>> Labels::read(const DatasetName& dataset) const {
  const fs::path path = dataset_folder(home_, dataset) / kLabelsFile;
  struct stat facts = {};
  if (::stat(path.c_str(), &facts) != 0) {
    if (errno != ENOENT && errno != ENOTDIR) return errno_error("cannot read the labels", errno);
    static const auto kNone = std::make_shared<const LabelBook>();
    return kNone;
  }
  Known known{facts.st_ino, facts.st_size, facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec, nullptr};
  {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(dataset);
    if (found != known_.end() && found->second.inode == known.inode &&
        found->second.size == known.size && found->second.changed_s == known.changed_s &&
        found->second.changed_ns == known.changed_ns)
      return found->second.book;
  }
  Result<LabelBook> book = read_book(path);
  if (!book) return std::move(book).error();
  known.book = std::make_shared<const LabelBook>(*std::move(book));
  const std::lock_guard lock(mutex_);
  if (known_.size() >= kMostKnown) known_.clear();
  known_.insert_or_assign(dataset, known);
  return known.book;
}

Status Labels::edit(const DatasetName& dataset,
                    const std::function<Result<bool>(LabelBook& book)>& change) const {
  const fs::path folder = dataset_folder(home_, dataset);
  const std::lock_guard among_threads(writing_);
  const Result<HeldLock> lock = lock_side_files(posix_storage(), folder);
  if (!lock) return lock.error();
  Result<LabelBook> book = read_book(folder / kLabelsFile);
  if (!book) return std::move(book).error();
  const Result<bool> wanted = change(*book);
  if (!wanted) return wanted.error();
  if (!*wanted) return {};
  return write_durably(posix_storage(), folder / kLabelsFile, format_labels(*book));
}

Status Labels::define(const DatasetName& dataset, std::string_view name, LabelKind kind,
                      std::vector<std::string> choices) const {
  return edit(dataset, [&](LabelBook& book) -> Result<bool> {
    auto column = find_named(book, name);
    if (column == book.end()) {
      if (book.size() >= kMostColumns) return too_large("A dataset may have 32 labels at most.");
      column = book.insert(book.end(), LabelColumn{std::string(name), kind, {}, {}});
    }
    if (column->kind != kind)
      return invalid_argument("The label \"" + column->name + "\" is there, of kind \"" +
                              std::string(label_kind_name(column->kind)) + "\".");
    column->choices = std::move(choices);
    if (Status sound = check_label_column(*column); !sound) return std::move(sound).error();
    if (Status kept = check_taken_away(*column); !kept) return std::move(kept).error();
    return true;
  });
}

Status Labels::remove(const DatasetName& dataset, std::string_view name,
                      std::size_t num_values) const {
  return edit(dataset, [&](LabelBook& book) -> Result<bool> {
    const auto column = find_named(book, name);
    if (column == book.end()) return no_such_column(name);
    if (column->values.size() != num_values)
      return already_exists("The label \"" + column->name + "\" has " +
                            std::to_string(column->values.size()) +
                            " values by now: look at it again before it is removed.");
    book.erase(column);
    return true;
  });
}

Result<LabelChange> Labels::set(const DatasetName& dataset, std::string_view name, LabelValue value,
                                const std::optional<LabelPlace>& before,
                                std::string_view was) const {
  LabelChange change;
  const Status status = edit(dataset, [&](LabelBook& book) -> Result<bool> {
    const auto column = find_named(book, name);
    if (column == book.end()) return no_such_column(name);
    auto held = find_place(column->values, value.place);
    if (held == column->values.end() && before) held = find_place(column->values, *before);
    const bool is_held = held != column->values.end();
    change.json = is_held ? held->json : "null";
    if (change.json != was && change.json != value.json) return false;
    change = {true, value.json};
    if (value.json == "null") {
      if (is_held) column->values.erase(held);
      return is_held;
    }
    if (Status fits = check_label_json(*column, value.json); !fits) return std::move(fits).error();
    if (is_held) {
      *held = std::move(value);
      return true;
    }
    if (Status room = check_room(book); !room) return std::move(room).error();
    column->values.push_back(std::move(value));
    return true;
  });
  if (!status) return status.error();
  return change;
}

}  // namespace vitrine::store
