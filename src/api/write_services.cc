#include "api/write_services.h"

#include "jobs/push_imports.h"
#include "store/scratch.h"

namespace vitrine::api {
namespace {

fs::path uploads_folder(const store::Library& library) {
  store::collect_scratch(library.home());
  return store::scratch_folder(library.home(), "uploads");
}

}  // namespace

WriteServices::WriteServices(engine::Engine& engine, fs::path source_root,
                             jobs::ImportQueue::Ended import_ended, ingest::ImportOptions options)
    : source_root_(std::move(source_root)),
      uploads_(uploads_folder(engine.library())),
      checkouts_(store::scratch_folder(engine.library().home(), "pushed")),
      imports_(engine, std::move(import_ended), options) {}

void WriteServices::resume_pushes(const store::Library& library) {
  vitrine::jobs::resume_pushes(imports_, checkouts_, library);
}

engine::Caller caller_of(const Context& context, const http::Request& request) {
  const http::Rights& rights = request.rights;
  engine::Caller caller;
  caller.who = rights.who.empty() ? request.peer : rights.who;
  caller.stop = request.stop;
  caller.may_see_notes = rights.notes;
  caller.may_change = rights.change && context.writes != nullptr;
  caller.may_name_paths = caller.may_change && rights.paths;
  caller.may_name_addresses = caller.may_change && rights.addresses;
  caller.datasets = rights.names;
  caller.blocked = rights.blocked;
  return caller;
}

}  // namespace vitrine::api
