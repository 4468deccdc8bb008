#pragma once
// Context: what the handlers share. It outlives the router that refers to it; every part of it is
// thread safe.

#include <string>

#include "engine/engine.h"
#include "http/metrics.h"

namespace vitrine::jobs {
class MapJobs;
}  // namespace vitrine::jobs

namespace vitrine::replica {
class Replica;
}  // namespace vitrine::replica

namespace vitrine::api {

class WriteServices;

struct Context {
  engine::Engine& engine;
  jobs::MapJobs& maps;
  http::Metrics& metrics;
  std::string version;  ///< "0.1.0"
  /// Bytes of rows in one answer: a page of large rows must not take the memory of the process.
  std::size_t max_page_bytes = 100'000'000;
  /// Above this the rows of an answer are sent as they are read; below they are made whole first.
  std::size_t whole_answer_bytes = std::size_t{4} << 20U;
  /// What lets clients change the library; null: nobody may.
  WriteServices* writes = nullptr;
  /// What keeps the library the copy of another; null: it is none.
  replica::Replica* replica = nullptr;
};

}  // namespace vitrine::api
