#include "hub/repository.h"

#include <algorithm>

#include "base/digest.h"
#include "hub/repository_card.h"
#include "store/revision.h"

namespace vitrine::hub {
namespace {

constexpr std::string_view kParquetBranch = "refs/convert/parquet";
/// What the Hub's documentation calls that branch where an address takes no slashes.
constexpr std::string_view kParquetAlias = "~parquet";

constexpr std::uint64_t kMaxCardBytes = 16 << 20;

RepositoryFile readme_of(std::string card) {
  RepositoryFile readme;
  readme.path = "README.md";
  readme.content = std::move(card);
  readme.size_bytes = readme.content.size();
  return readme;
}

RepositoryFile pushed_file(const pushed::PushedFile& file, const pushed::ObjectStore& objects) {
  FileIdentity identity{file.blob_id, {}, {}};
  if (file.is_large) {
    identity.sha256 = file.sha256;
    identity.pointer = pushed::large_file_pointer(file.sha256, file.size_bytes);
  }
  return {file.path, file.size_bytes,    {}, objects.path_of(file.sha256), {},
          {},        std::move(identity)};
}

std::vector<RepositoryFile> parquet_of(const engine::OpenDataset& dataset) {
  std::vector<RepositoryFile> files;
  for (const store::ConfigManifest& config : dataset.manifest().configs) {
    for (const store::SplitManifest& split : config.splits) {
      for (const store::ParquetFile& file : split.parquet_files) {
        const std::string path = config.name + "/" + split.name + "/" + file.filename;
        const store::SnapshotFile* entry = dataset.manifest().find_file("parquet/" + path);
        if (entry == nullptr) continue;
        files.push_back({path,
                         file.size_bytes,
                         {},
                         dataset.snapshot().parquet_file(config.name, split.name, file.filename),
                         entry->hash,
                         [&dataset, &config, &split] {
                           return dataset.snapshot().check_parquet(config.name, split);
                         }});
      }
    }
  }
  return files;
}

}  // namespace

Result<FileIdentity> ContentDigests::identify(const RepositoryFile& file) {
  if (file.identity) return *file.identity;
  if (!file.is_large()) return FileIdentity{git_blob_id(file.content), {}, {}};
  if (Status whole = file.check(); !whole) return std::move(whole).error();
  FileIdentity identity;
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = sha256_of_.find(file.checksum); known != sha256_of_.end())
      identity.sha256 = known->second;
  }
  if (identity.sha256.empty()) {
    Result<std::string> sha256 = sha256_file(file.location);
    if (!sha256) return std::move(sha256).error();
    identity.sha256 = *std::move(sha256);
    const std::lock_guard lock(mutex_);
    sha256_of_.emplace(file.checksum, identity.sha256);
  }
  identity.pointer = pushed::large_file_pointer(identity.sha256, file.size_bytes);
  identity.blob_id = git_blob_id(identity.pointer);
  return identity;
}

std::optional<Repository> Repository::at(std::shared_ptr<const engine::OpenDataset> dataset,
                                         std::string_view revision) {
  Repository repository;
  const store::Manifest& manifest = dataset->manifest();
  const std::string& snapshot_id = manifest.snapshot_id;
  repository.name_ = manifest.dataset;
  repository.commit_.id = store::snapshot_revision(snapshot_id);
  repository.commit_.title = "Import";
  repository.commit_.seconds = manifest.imported_at;
  const bool is_parquet = revision == kParquetBranch || revision == kParquetAlias;
  const bool is_whole = revision == "main" || revision == "HEAD" || revision == "refs/heads/main" ||
                        revision == snapshot_id || revision == repository.commit_.id;
  if (!is_parquet && !is_whole) return std::nullopt;
  repository.files_ = parquet_of(*dataset);
  if (is_whole) repository.files_.push_back(readme_of(repository_card(manifest)));
  std::ranges::sort(repository.files_, {}, &RepositoryFile::path);
  repository.dataset_ = std::move(dataset);
  return repository;
}

Repository Repository::at(const pushed::PushedRepository& pushed, pushed::Commit commit,
                          std::shared_ptr<const engine::OpenDataset> imported) {
  Repository repository;
  repository.name_ = pushed.dataset();
  repository.dataset_ = std::move(imported);
  repository.pushed_ = pushed;
  for (const pushed::PushedFile& file : commit.files)
    repository.files_.push_back(pushed_file(file, pushed.objects()));
  commit.files.clear();
  repository.commit_ = std::move(commit);
  return repository;
}

std::string Repository::card() const {
  if (!pushed_) return repository_card(dataset_->manifest());
  const RepositoryFile* readme = find("README.md");
  if (readme == nullptr) return {};
  Result<std::string> text = read_file(readme->location, kMaxCardBytes);
  return text ? *std::move(text) : std::string();
}

std::pair<std::string, std::string> Repository::split_address(std::string_view rest) {
  // A branch of the Hub with slashes is refs/{kind}/{name}.
  std::size_t slash = rest.find('/');
  if (rest.starts_with("refs/")) {
    for (int more = 0; more < 2 && slash != std::string_view::npos; ++more)
      slash = rest.find('/', slash + 1);
  }
  if (slash == std::string_view::npos) return {std::string(rest), {}};
  return {std::string(rest.substr(0, slash)), std::string(rest.substr(slash + 1))};
}

const RepositoryFile* Repository::find(std::string_view path) const {
  const auto found = std::ranges::lower_bound(files_, path, {}, &RepositoryFile::path);
  return found != files_.end() && found->path == path ? &*found : nullptr;
}

}  // namespace vitrine::hub
