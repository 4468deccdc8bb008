#pragma once
// The Hub's write API: datasets are created, files sent and committed, branches and tags made by
// huggingface_hub, `hf`, `datasets` and @huggingface/hub as they do it with the Hub. A commit on
// "main" is imported in the background.
//
// Source: huggingface_hub (hf_api.py, _commit_api.py, lfs.py); the Git LFS batch API.

#include "api/context.h"
#include "http/router.h"

namespace vitrine::hub {

void add_push_routes(http::Router& router, api::Context& context);

}  // namespace vitrine::hub
