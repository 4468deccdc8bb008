#pragma once
// WriteServices: what changes a library: imports, and the files that clients send for them. Who may
// is found out before (access/gate.h); a server that takes no changes has none of this. Thread
// safe.

#include "api/context.h"
#include "engine/caller.h"
#include "http/message.h"
#include "jobs/import_queue.h"
#include "jobs/uploads.h"
#include "pushed/transfers.h"

namespace vitrine::api {

class WriteServices {
 public:
  /// `source_root`: the folder that files of this machine must lie in to be imported; empty: any.
  /// `import_ended`, `options`: see ImportQueue.
  explicit WriteServices(engine::Engine& engine, fs::path source_root = {},
                         jobs::ImportQueue::Ended import_ended = {},
                         ingest::ImportOptions options = {});

  jobs::ImportQueue& imports() { return imports_; }
  jobs::Uploads& uploads() { return uploads_; }
  pushed::Transfers& transfers() { return transfers_; }
  /// The folder below which what was pushed is checked out for its import.
  const fs::path& checkouts() const { return checkouts_; }
  /// Goes on with the imports of what was pushed to a server that ended before.
  void resume_pushes(const store::Library& library);
  const fs::path& source_root() const { return source_root_; }

 private:
  fs::path source_root_;
  jobs::Uploads uploads_;
  pushed::Transfers transfers_;
  fs::path checkouts_;
  jobs::ImportQueue imports_;  // after the uploads, so that it stops before they go
};

/// Who sends this request, and what they may.
engine::Caller caller_of(const Context& context, const http::Request& request);

}  // namespace vitrine::api
