#include "replica/replica.h"

#include <algorithm>
#include <random>
#include <utility>

#include "replica/backoff.h"
#include "store/dataset_folder.h"
#include "store/snapshot_check.h"

namespace vitrine::replica {
namespace {

/// Also those of which nothing was imported.
Result<std::set<store::DatasetName>> datasets_of(const store::Library& library) {
  std::set<store::DatasetName> all;
  for (const auto& names :
       {library.list(), store::datasets_with(library.home(), store::kPushedRefs)}) {
    if (!names) return names.error();
    all.insert(names->begin(), names->end());
  }
  return all;
}

/// What clients are told: of this machine's own files only that something is wrong.
std::string told_to_clients(const Error& error) {
  const bool is_own = error.code() == ErrorCode::kIo || error.code() == ErrorCode::kInternal;
  return is_own ? "this machine cannot write the copy: its log says why" : error.message();
}

/// A new copy takes an empty library, so that nobody loses what the origin does not have.
Result<store::CopyMark> take_over(const store::Library& library, const std::string& address) {
  Result<std::optional<store::CopyMark>> mark =
      store::read_copy_mark(posix_storage(), library.home());
  if (!mark) return std::move(mark).error();
  if (*mark) {
    if ((*mark)->origin == address) return **std::move(mark);
    store::CopyMark moved = **std::move(mark);
    moved.origin = address;
    moved.is_whole = false;
    return moved;
  }
  const Result<std::set<store::DatasetName>> own = datasets_of(library);
  if (!own) return own.error();
  if (!own->empty())
    return invalid_argument("the library in " + library.home().string() +
                            " has datasets of its own, such as " + own->begin()->id() +
                            ", which a copy would lose: name another folder by --home");
  return store::CopyMark{address};
}

}  // namespace

Replica::Replica(const store::Library& library, store::CopyMark mark,
                 std::unique_ptr<Origin> origin, Options options)
    : library_(library.for_copying()),
      origin_(std::move(origin)),
      options_(std::move(options)),
      server_(new_server_number()),
      mark_(std::move(mark)) {
  const MutexLock lock(mutex_);
  status_.origin = origin_->name();
  status_.is_whole = mark_.is_whole;
  servers_ = {server_};
}

Result<std::unique_ptr<Replica>> Replica::open(const store::Library& library, std::string address,
                                               std::unique_ptr<Origin> origin, Options options) {
  Result<store::CopyMark> mark = take_over(library, address);
  if (!mark) return std::move(mark).error();
  if (Status written = store::write_copy_mark(posix_storage(), library.home(), *mark); !written)
    return std::move(written).error();
  return std::unique_ptr<Replica>(
      new Replica(library, *std::move(mark), std::move(origin), std::move(options)));
}

Replica::~Replica() = default;

void Replica::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Replica::run(const std::stop_token& stop) {
  std::minstd_rand random(std::random_device{}());
  std::uniform_real_distribution<double> chance(0, 1);
  while (!stop.stop_requested()) {
    static_cast<void>(follow_once(stop));
    const auto wait = wait_before_next(options_.interval, failures_, chance(random));
    MutexLock lock(mutex_);
    changed_.wait_for(lock, stop, wait, [this]() VITRINE_REQUIRES(mutex_) { return is_woken_; });
    is_woken_ = false;
  }
}

Status Replica::follow_once(const std::stop_token& stop) {
  Status round;
  try {
    round = ask(stop);
    if (round && !is_settled_) round = apply(list_->listing, stop);
  } catch (const std::exception& exception) {
    round = internal_error(exception.what());
  }
  if (!round && round.error().code() == ErrorCode::kCancelled) return round;
  conclude(round);
  return round;
}

Status Replica::ask(const std::stop_token& stop) {
  Result<std::optional<Origin::List>> list =
      origin_->list(list_ ? list_->tag : std::string(), stop);
  if (!list) return std::move(list).error();
  const MutexLock lock(mutex_);
  if (*list) {
    if (Status own = check_servers((*list)->listing); !own) return own;
    if (!(*list)->listing.is_whole)
      return unavailable(origin_->name() + " is a copy that is not whole yet");
    list_ = **std::move(list);
    is_settled_ = false;
    servers_ = list_->listing.servers;
    servers_.insert(servers_.begin(), server_);
    status_.num_datasets = list_->listing.datasets.size();
  }
  if (!list_) return corrupt(origin_->name() + " says that its list is one that nobody has");
  if (!doubted_.empty()) is_settled_ = false;
  return {};
}

Status Replica::check_servers(const LibraryListing& listing) const {
  if (!listing.servers.empty() && listing.servers.front() == server_)
    return invalid_argument(origin_->name() +
                            " is this server itself: a copy needs another origin");
  if (std::ranges::find(listing.servers, server_) != listing.servers.end())
    return invalid_argument(origin_->name() +
                            " is a copy of this server: one of the two needs "
                            "another origin");
  return {};
}

bool Replica::is_doubted(const store::DatasetName& dataset) {
  {
    const MutexLock lock(mutex_);
    if (doubted_.erase(dataset) == 0) return false;
  }
  // Once for each state that was doubted: what is sound is not read again with every request.
  const Result<store::CurrentSnapshot> current = library_.current(dataset);
  if (!current) return true;
  const auto looked = looked_at_.find(dataset);
  if (looked != looked_at_.end() && looked->second == *current) return false;
  looked_at_.insert_or_assign(dataset, *current);
  const auto snapshot = library_.open_unchecked(dataset);
  if (!snapshot) return true;
  const Result<store::SnapshotReport> report =
      store::check_snapshot(**snapshot, thread_.get_stop_token());
  return !report || !report->is_sound();
}

Status Replica::apply(const LibraryListing& listing, const std::stop_token& stop) {
  std::set<std::string> on_their_way;
  for (const ListedDataset& dataset : listing.datasets) {
    for (std::string& name : incoming_names(dataset)) on_their_way.insert(std::move(name));
  }
  collect_incoming(library_.home(), on_their_way);
  Status first;
  std::size_t num_behind = 0;
  for (const ListedDataset& dataset : listing.datasets) {
    Status applied = apply(dataset, stop);
    if (applied) continue;
    ++num_behind;
    const ErrorCode code = applied.error().code();
    if (first) first = std::move(applied);
    // Of the others as little would come.
    if (code == ErrorCode::kCancelled || code == ErrorCode::kUnavailable) break;
  }
  Status dropped = drop_others(listing);
  if (first) first = std::move(dropped);
  {
    const MutexLock lock(mutex_);
    status_.num_datasets_behind = num_behind;
    status_.bytes_missing = 0;
  }
  if (!first) return first;
  is_settled_ = true;
  if (mark_.is_whole) return {};
  mark_.is_whole = true;
  return store::write_copy_mark(posix_storage(), library_.home(), mark_);
}

Status Replica::apply(const ListedDataset& dataset, const std::stop_token& stop) {
  const bool is_doubted = this->is_doubted(dataset.name);
  const auto settled = settled_.find(dataset.name);
  if (!is_doubted && settled != settled_.end() && settled->second == dataset) return {};
  settled_.erase(dataset.name);
  const CopyProgress progress{[this](std::uint64_t bytes) {
                                const MutexLock lock(mutex_);
                                status_.bytes_missing = bytes;
                              },
                              [this](std::uint64_t bytes) {
                                const MutexLock lock(mutex_);
                                status_.bytes_fetched += bytes;
                                status_.bytes_missing -= std::min(bytes, status_.bytes_missing);
                              }};
  DatasetCopy copy(library_, *origin_, dataset, progress);
  bool is_new = false;
  if (!dataset.snapshot.empty()) {  // else what is here is better than nothing
    if (Status restored = copy.restore_if_kept(); !restored) return restored;
    const auto known = mark_.manifests.find(dataset.name);
    const bool is_known = known != mark_.manifests.end() && known->second == dataset.manifest;
    if (is_doubted || !is_known || !copy.has_listed_snapshot()) {
      if (Status fetched = copy.fetch_snapshot(stop); !fetched) return fetched;
      mark_.manifests.insert_or_assign(dataset.name, dataset.manifest);
      if (Status kept = store::write_copy_mark(posix_storage(), library_.home(), mark_); !kept)
        return kept;
      is_new = true;
    }
  }
  if (Status rest = copy.fetch_rest(stop); !rest) return rest;
  if (is_new) tell("copied " + dataset.name.id() + " from " + origin_->name());
  settled_.insert_or_assign(dataset.name, dataset);
  return {};
}

Status Replica::drop_others(const LibraryListing& listing) {
  const Result<std::set<store::DatasetName>> here = datasets_of(library_);
  if (!here) return here.error();
  for (const store::DatasetName& dataset : *here) {
    if (std::ranges::binary_search(listing.datasets, dataset, {}, &ListedDataset::name)) continue;
    Status removed = library_.remove(dataset);
    if (!removed && removed.error().code() == ErrorCode::kNotFound)
      removed = drop_pushed(library_.home(), dataset);
    if (!removed) return removed;
    settled_.erase(dataset);
    tell("dropped " + dataset.id() + ", which " + origin_->name() + " has no more");
  }
  return {};
}

void Replica::conclude(const Status& round) {
  failures_ = round ? 0 : failures_ + 1;
  std::string said;
  {
    const MutexLock lock(mutex_);
    const std::int64_t now = store::seconds_now();
    const std::string trouble = round ? std::string() : told_to_clients(round.error());
    if (round) {
      status_.agreed_at = now;
      if (!status_.trouble.empty()) said = "follows " + status_.origin + " again";
    } else {
      ++status_.num_failures;
      if (status_.trouble.empty()) status_.trouble_since = now;
      if (trouble != status_.trouble)
        said = round.error().message() + "; what is here is served on";
    }
    status_.trouble = trouble;
    if (round) status_.trouble_since = 0;
    if (!std::exchange(status_.is_whole, mark_.is_whole) && mark_.is_whole)
      said = "the copy of " + status_.origin + " is whole";
  }
  if (!said.empty()) tell(said);
}

void Replica::tell(const std::string& sentence) const {
  if (options_.told) options_.told(sentence);
}

CopyStatus Replica::status() const {
  const MutexLock lock(mutex_);
  return status_;
}

std::vector<std::string> Replica::servers() const {
  const MutexLock lock(mutex_);
  return servers_;
}

void Replica::doubt(const store::DatasetName& dataset) {
  const MutexLock lock(mutex_);
  doubted_.insert(dataset);
  is_woken_ = true;
  changed_.notify_all();
}

}  // namespace vitrine::replica
