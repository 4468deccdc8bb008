# Third-party packages, each found once, here. Versions are those of Debian 12; the npm ones are
# pinned in third_party/package-lock.json and put in place by scripts/setup.sh.
find_package(Threads REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(ICU 72 REQUIRED COMPONENTS uc i18n data)
find_package(zstd REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
find_package(CURL REQUIRED)
find_package(simdjson 3.0 REQUIRED)
find_package(hwy REQUIRED)
find_package(CLI11 2 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(ISAL REQUIRED IMPORTED_TARGET libisal)

find_library(STEMMER_LIBRARY stemmer REQUIRED)
find_path(STEMMER_INCLUDE_DIR libstemmer.h REQUIRED)
add_library(stemmer UNKNOWN IMPORTED)
set_target_properties(stemmer PROPERTIES IMPORTED_LOCATION ${STEMMER_LIBRARY}
                                         INTERFACE_INCLUDE_DIRECTORIES ${STEMMER_INCLUDE_DIR})

# DuckDB's shared library and C header come from two npm packages of one release. The library is not
# linked: src/duck/library.h loads it when it is first needed, from lib/ beside the program.
set(DUCKDB_ROOT ${CMAKE_SOURCE_DIR}/third_party/node_modules)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  set(DUCKDB_LIBRARY ${DUCKDB_ROOT}/@duckdb/node-bindings-linux-arm64/libduckdb.so)
else()
  set(DUCKDB_LIBRARY ${DUCKDB_ROOT}/@duckdb/node-bindings-linux-x64/libduckdb.so)
endif()
set(DUCKDB_INCLUDE_DIR ${DUCKDB_ROOT}/duckdb/src/duckdb/src/include)
if(NOT EXISTS ${DUCKDB_LIBRARY} OR NOT EXISTS ${DUCKDB_INCLUDE_DIR}/duckdb.h)
  message(FATAL_ERROR "DuckDB is not in third_party/node_modules: run `make setup` first")
endif()
# A second name for npm's file where that is possible, so that a build folder stands alone.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${DUCKDB_LIBRARY})
set(DUCKDB_LIBRARY_DIR ${CMAKE_BINARY_DIR}/lib)
file(MAKE_DIRECTORY ${DUCKDB_LIBRARY_DIR})
file(REMOVE ${DUCKDB_LIBRARY_DIR}/libduckdb.so)
file(CREATE_LINK ${DUCKDB_LIBRARY} ${DUCKDB_LIBRARY_DIR}/libduckdb.so COPY_ON_ERROR)
# For tests and benches; `vitrine` itself has a path relative to where it stands (src/cli).
set(CMAKE_BUILD_RPATH ${DUCKDB_LIBRARY_DIR})
# Only duckdb.h: the package's folder also holds DuckDB's internal C++ headers.
set(DUCKDB_HEADER_DIR ${CMAKE_BINARY_DIR}/include/duckdb)
configure_file(${DUCKDB_INCLUDE_DIR}/duckdb.h ${DUCKDB_HEADER_DIR}/duckdb.h COPYONLY)
add_library(duckdb INTERFACE)
target_include_directories(duckdb SYSTEM INTERFACE ${DUCKDB_HEADER_DIR})
target_link_libraries(duckdb INTERFACE ${CMAKE_DL_LIBS})

if(VITRINE_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()
if(VITRINE_BENCHES)
  find_package(benchmark REQUIRED)
endif()
