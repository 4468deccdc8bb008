#include "jobs/push_imports.h"

#include "pushed/checkout.h"

namespace vitrine::jobs {

Status import_commit(ImportQueue& imports, const fs::path& checkouts,
                     const pushed::PushedRepository& repository, const pushed::Commit& commit,
                     const std::string& asked_by) {
  if (!pushed::has_data(commit)) return {};
  if (Status marked = repository.set_pending(commit.id); !marked) return marked;
  ImportRequest request;
  request.dataset_name = repository.dataset().id();
  request.scratch = checkouts / commit.id;
  const fs::path folder = request.scratch / (repository.dataset().name + "@" + commit.short_id());
  request.source = folder.string();
  request.asked_by = asked_by;
  request.pushed_commit = commit.id;
  const fs::path scratch = request.scratch;
  Status status = pushed::check_out(repository.objects(), commit, folder);
  if (status) {
    const Result<std::uint64_t> added = imports.add(std::move(request));
    if (!added) status = added.error();
  }
  std::error_code ignored;
  if (!status) fs::remove_all(scratch, ignored);
  return status;
}

void resume_pushes(ImportQueue& imports, const fs::path& checkouts, const store::Library& library) {
  const Result<std::vector<store::DatasetName>> names =
      pushed::PushedRepository::list(library.home());
  if (!names) return;
  for (const store::DatasetName& name : *names) {
    const auto repository = pushed::PushedRepository::open(library.home(), name);
    const std::string pending = repository ? repository->pending() : std::string();
    if (pending.empty()) continue;
    const Result<pushed::Commit> commit = repository->at(pending);
    if (!commit) continue;
    // What cannot be laid out now is tried again at the next start.
    static_cast<void>(import_commit(imports, checkouts, *repository, *commit, commit->author));
  }
}

}  // namespace vitrine::jobs
