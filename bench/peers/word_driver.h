#pragma once
// What every engine of words.py speaks, in whichever language: one process for each engine, so that
// passes over the same queries can alternate between engines within a minute.
//
//   DRIVER build DOCUMENTS INDEX      one line per row: title, tab, abstract
//   DRIVER serve INDEX                then on standard input, one command a line:
//     time MODE FILE                  for each line of FILE, a query: nanoseconds of the thread
//     answer MODE FILE                for each: the total, then the best ten rows, best first
//
// An answer ends with the line ".". MODE is `top` (the best ten are all that is asked for) or
// `count` (the exact number of matching rows too). A query matches rows that have any of its words.

#include <time.h>

#include <cstdint>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace vitrine::peers {

struct WordAnswer {
  std::uint64_t total = 0;  ///< 0 where it was not asked for and is not known.
  std::vector<std::uint64_t> rows;
};

using WordSearch = std::function<WordAnswer(const std::string& query, bool exact_total)>;

using DocumentVisitor =
    std::function<void(std::uint32_t row, const std::string& title, const std::string& abstract)>;

inline void visit_documents(const std::string& path, const DocumentVisitor& visit) {
  std::ifstream file(path);
  std::string line;
  for (std::uint32_t row = 0; std::getline(file, line); ++row) {
    const std::size_t tab = line.find('\t');
    visit(row, line.substr(0, tab), line.substr(tab + 1));
  }
}

/// CPU time of this thread: what other programs do meanwhile is not counted.
inline std::int64_t thread_nanoseconds() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

inline void run_command(const std::string& command, const WordSearch& search) {
  std::istringstream words(command);
  std::string verb;
  std::string mode;
  std::string path;
  words >> verb >> mode >> std::ws;
  std::getline(words, path);
  std::ifstream queries(path);
  for (std::string query; std::getline(queries, query);) {
    const std::int64_t start = thread_nanoseconds();
    const WordAnswer answer = search(query, mode == "count");
    const std::int64_t taken = thread_nanoseconds() - start;
    if (verb == "time") {
      std::cout << taken << '\n';
      continue;
    }
    std::cout << answer.total;
    for (const std::uint64_t row : answer.rows) std::cout << ' ' << row;
    std::cout << '\n';
  }
  std::cout << "." << std::endl;
}

/// Answers commands until standard input ends.
inline int serve_words(const WordSearch& search) {
  for (std::string command; std::getline(std::cin, command);) run_command(command, search);
  return 0;
}

}  // namespace vitrine::peers
