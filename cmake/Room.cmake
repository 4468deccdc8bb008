# vitrine_room(NAME [USES room...] [LINKS library...] [SOURCES file...])
#
# Declares the room src/NAME as the static library `vitrine_NAME` (alias vitrine::NAME) from the
# named sources. USES names the rooms whose headers it may include; LINKS names third-party
# libraries, which stay private to the room. Every *_test.cc beside the sources (in sub-folders too) becomes part of the test program
# `NAME_test`, every *_bench.cc of `NAME_bench`; TEST_SOURCES and
# BENCH_SOURCES are what they share, TEST_USES the rooms that tests and files below testing/ may
# include besides.
add_library(vitrine_options INTERFACE)
target_compile_options(vitrine_options INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<BOOL:${VITRINE_WERROR}>:-Werror>
  # g++ 12 warns falsely on "x" + std::to_string(i) at -O2 and above.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  # clang sees through to what libstdc++ 12 uses inside std::stable_sort; it checks the locks that
  # base/thread_annotations.h names.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations -Wthread-safety>)
if(VITRINE_SANITIZE)
  target_compile_options(vitrine_options INTERFACE -fsanitize=${VITRINE_SANITIZE} -fno-omit-frame-pointer
    # Sanitizer instrumentation makes g++ 12 see uninitialised reads that are not there.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(vitrine_options INTERFACE -fsanitize=${VITRINE_SANITIZE})
endif()

# The standard headers that most files of the rooms include, parsed once. Not in what `make test` and users build: there, each file
# of a room has to include what it uses.
if(VITRINE_PRECOMPILE)
  file(WRITE ${CMAKE_BINARY_DIR}/precompiled.cc "")
  add_library(vitrine_precompiled OBJECT ${CMAKE_BINARY_DIR}/precompiled.cc)
  target_link_libraries(vitrine_precompiled PRIVATE vitrine_options)
  target_precompile_headers(vitrine_precompiled PRIVATE
    <algorithm> <array> <atomic> <chrono> <condition_variable> <functional> <map> <memory> <mutex> <optional>
    <random> <set> <span> <stop_token> <string> <string_view> <thread> <unordered_map> <variant> <vector> <fmt/format.h>)
endif()
function(vitrine_precompile target)
  if(VITRINE_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM vitrine_precompiled)
  endif()
endfunction()

if(VITRINE_TESTS)
  add_library(vitrine_test_main STATIC ${CMAKE_SOURCE_DIR}/src/base/testing/main.cc)
  target_link_libraries(vitrine_test_main PUBLIC GTest::gmock GTest::gtest PRIVATE vitrine_options)
  # What nearly every test includes, parsed once: a third of the time that g++ takes for one. A program, since tests are.
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    file(WRITE ${CMAKE_BINARY_DIR}/precompiled_tests.cc "int main() {}\n")
    add_executable(vitrine_precompiled_tests ${CMAKE_BINARY_DIR}/precompiled_tests.cc)
    target_link_libraries(vitrine_precompiled_tests PRIVATE vitrine_options GTest::gmock GTest::gtest Boost::json fmt::fmt Threads::Threads)
    target_precompile_headers(vitrine_precompiled_tests PRIVATE
      <gmock/gmock.h> <gtest/gtest.h> <boost/json.hpp> <fmt/format.h> <algorithm> <chrono> <filesystem> <fstream> <functional> <future> <map> <random>
      <set> <span> <sstream> <stop_token> <thread> <variant>)
  endif()
endif()

function(vitrine_room name)
  cmake_parse_arguments(ROOM "" "" "USES;LINKS;SOURCES;TEST_USES;TEST_LINKS;TEST_SOURCES;BENCH_SOURCES" ${ARGN})
  add_library(vitrine_${name} STATIC ${ROOM_SOURCES})
  add_library(vitrine::${name} ALIAS vitrine_${name})
  target_include_directories(vitrine_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  list(TRANSFORM ROOM_USES PREPEND vitrine::)
  target_link_libraries(vitrine_${name} PUBLIC ${ROOM_USES} PRIVATE vitrine_options ${ROOM_LINKS})
  vitrine_precompile(vitrine_${name})

  if(VITRINE_TESTS)
    file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cc
                                   ${CMAKE_CURRENT_SOURCE_DIR}/*/*_test.cc)
    if(tests)
      add_executable(${name}_test ${tests} ${ROOM_TEST_SOURCES})
      list(TRANSFORM ROOM_TEST_USES PREPEND vitrine::)
      target_link_libraries(${name}_test PRIVATE vitrine::${name} ${ROOM_TEST_USES} vitrine_options ${ROOM_TEST_LINKS}
                                                 vitrine_test_main)
      if(VITRINE_FUZZ)
        # Coverage guides fuzzers; in a test nobody asks for it, and the compiler takes time to put it there.
        target_compile_options(${name}_test PRIVATE -fno-sanitize=fuzzer-no-link)
      endif()
      if(TARGET vitrine_precompiled_tests)
        target_precompile_headers(${name}_test REUSE_FROM vitrine_precompiled_tests)
        # g++ 12 warns falsely on std::string(8, '\0') + ..., and of a precompiled header as of a file of ours.
        target_compile_options(${name}_test PRIVATE -Wno-array-bounds -Wno-stringop-overflow)
      endif()
      gtest_discover_tests(${name}_test DISCOVERY_MODE PRE_TEST
        PROPERTIES TIMEOUT 300 ENVIRONMENT "VITRINE_SOURCE_DIR=${CMAKE_SOURCE_DIR}")
    endif()
  endif()
  if(VITRINE_BENCHES)
    file(GLOB benches CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_bench.cc)
    if(benches)
      add_executable(${name}_bench ${benches} ${ROOM_BENCH_SOURCES})
      target_link_libraries(${name}_bench PRIVATE vitrine::${name} vitrine_options benchmark::benchmark_main)
    endif()
  endif()
endfunction()
