#include "duck/library.h"

#include <dlfcn.h>

#include <string>

#include "duck/functions.h"

namespace vitrine::duck {
namespace {

constexpr const char* kLibrary = "libduckdb.so";

#define VITRINE_ADDRESS(name) &name,
constexpr LibrarySymbol* kSymbols[] = {VITRINE_DUCKDB_FUNCTIONS(VITRINE_ADDRESS)};
#undef VITRINE_ADDRESS

std::string last_failure() {
  const char* text = ::dlerror();
  return text == nullptr ? "no reason given" : text;
}

Status load() {
  // Lazy: of the library's own calls only those that are made are bound. It is never unloaded.
  void* const library = ::dlopen(kLibrary, RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) {
    return unavailable("DuckDB's library cannot be loaded (" + last_failure() +
                       "); it belongs into lib/ beside the program");
  }
  for (LibrarySymbol* symbol : kSymbols) {
    symbol->address = ::dlsym(library, symbol->name);
    if (symbol->address == nullptr) {
      return unavailable("DuckDB's library is of another version than this program needs (" +
                         last_failure() + ")");
    }
  }
  return {};
}

}  // namespace

Status load_duckdb() {
  static const Status loaded = load();
  return loaded;
}

}  // namespace vitrine::duck
