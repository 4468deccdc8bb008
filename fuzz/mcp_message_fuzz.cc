// A message of an agent, to an engine over a library of one small dataset: whatever it is, it is
// answered, and in JSON.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json_parse.h"
#include "ingest/import.h"
#include "mcp/protocol.h"
#include "source/source.h"
#include "store/library.h"

using namespace vitrine;

namespace {

/// Gone with the process.
class Place {
 public:
  Place() : folder_(fs::temp_directory_path() / ("mcp_fuzz_" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
    must(static_cast<bool>(write_file_atomic(folder_ / "papers.jsonl",
                                             "{\"title\":\"Reward models\",\"score\":1}\n"
                                             "{\"title\":\"Vision\",\"score\":null}\n")));
    const std::string arguments[] = {(folder_ / "papers.jsonl").string()};
    const Result<source::Source> source =
        source::resolve_source(arguments, {.dataset_name = "local/papers"});
    must(static_cast<bool>(source));
    Result<store::Library> library = store::Library::open(folder_ / "home");
    must(static_cast<bool>(library));
    must(static_cast<bool>(ingest::import_source(*library, *source, {.threads = 1}, nullptr, {})));
    // Its SQL has no worker: queries are refused, after the parser.
    engine_ = std::make_unique<engine::Engine>(*library,
                                               sql::SqlSandboxOptions{.program = "/nonexistent"});
  }
  ~Place() { fs::remove_all(folder_); }

  engine::Engine& engine() { return *engine_; }

 private:
  static void must(bool is_so) {
    if (!is_so) __builtin_trap();
  }

  fs::path folder_;
  std::unique_ptr<engine::Engine> engine_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Place place;
  const std::string_view message(reinterpret_cast<const char*>(data), size);
  const mcp::Answer answer = mcp::answer_message(place.engine(), engine::Caller{}, message);
  if (answer.message && !parse_json(*answer.message)) __builtin_trap();
  return 0;
}
