// Vitrine's vector index as a driver of nearest.py, on the files of vectors.py.
//
//   ours_vectors build BASE DIMENSION INDEX THREADS
//   ours_vectors serve BASE DIMENSION INDEX        then on standard input, one command a line:
//     time RECALL QUERIES [FILTER]     for each query: nanoseconds of the thread
//     answer RECALL QUERIES [FILTER]   for each: the nearest eleven rows
//     sum                              nanoseconds of adding up all of BASE, as fast as memory is
//
// BASE and QUERIES are float32 rows, FILTER is a bitmap of rows, RECALL is the share of the nearest
// rows to find; 1 compares every row. An answer ends with the line ".".

#include <time.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "vector/vector_index.h"
#include "vector/vector_index_builder.h"

namespace vitrine::peers {
namespace {

constexpr std::size_t kLimit = 11;  // the query's own paper is one of them

int fail(const Error& error) {
  std::cerr << "ours_vectors: " << error.message() << '\n';
  return 1;
}

template <typename T>
std::span<const T> values_of(const MappedFile& file) {
  return {reinterpret_cast<const T*>(file.bytes().data()), file.bytes().size() / sizeof(T)};
}

vector::VectorMatrix<float> matrix_of(const MappedFile& base, std::uint32_t dimension) {
  const auto values = values_of<float>(base);
  return {values, dimension, values.size() / dimension, {}};
}

std::int64_t thread_nanoseconds() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

class Server {
 public:
  Server(vector::VectorMatrix<float> matrix, vector::VectorIndex index)
      : matrix_(matrix), index_(std::move(index)) {}

  void run(const std::string& command) {
    std::istringstream words(command);
    std::string verb;
    words >> verb;
    if (verb == "sum") {
      sum();
    } else {
      double recall = 1;
      std::string queries;
      std::string filter;
      words >> recall >> queries >> filter;
      ask(verb == "time", recall, queries, filter);
    }
    std::cout << "." << std::endl;
  }

 private:
  const MappedFile& map(const std::string& path) {
    const auto known = files_.find(path);
    if (known != files_.end()) return known->second;
    Result<MappedFile> file = MappedFile::open(path);
    if (!file) std::exit(fail(file.error()));
    return files_.emplace(path, *std::move(file)).first->second;
  }

  void ask(bool timed, double recall, const std::string& queries, const std::string& filter) {
    vector::VectorQuery query;
    query.limit = kLimit;
    query.accuracy = recall >= 1 ? vector::Accuracy::exact() : vector::Accuracy::recall(recall);
    if (!filter.empty()) query.allowed = values_of<std::uint64_t>(map(filter));
    const auto values = values_of<float>(map(queries));
    for (std::size_t at = 0; at + matrix_.dimension <= values.size(); at += matrix_.dimension) {
      query.vector = values.subspan(at, matrix_.dimension);
      const std::int64_t start = thread_nanoseconds();
      const Result<vector::Neighbours> found = index_.search(query, {});
      const std::int64_t taken = thread_nanoseconds() - start;
      if (timed) std::cout << taken;
      if (!timed && found) {
        for (const vector::Neighbour& neighbour : found->nearest) std::cout << neighbour.row << ' ';
      }
      std::cout << '\n';
    }
  }

  void sum() const {
    const std::span<const std::uint64_t> words = {
        reinterpret_cast<const std::uint64_t*>(matrix_.values.data()), matrix_.values.size() / 2};
    std::array<std::uint64_t, 8> sums = {};
    const std::int64_t start = thread_nanoseconds();
    for (std::size_t i = 0; i + 8 <= words.size(); i += 8) {
      for (std::size_t j = 0; j < 8; ++j) sums[j] += words[i + j];
    }
    const std::int64_t taken = thread_nanoseconds() - start;
    std::uint64_t total = 0;
    for (const std::uint64_t part : sums) total += part;
    std::cout << taken << ' ' << total << '\n';
  }

  vector::VectorMatrix<float> matrix_;
  vector::VectorIndex index_;
  std::map<std::string, MappedFile> files_;
};

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() < 4) return 2;
  const Result<MappedFile> base = MappedFile::open(arguments[1]);
  if (!base) return fail(base.error());
  const auto dimension = static_cast<std::uint32_t>(std::stoul(arguments[2]));
  const vector::VectorMatrix<float> matrix = matrix_of(*base, dimension);
  if (arguments[0] == "build") {
    vector::BuildOptions options;
    options.threads = static_cast<unsigned>(std::stoul(arguments.back()));
    const Status done = vector::build_vector_index(matrix, arguments[3], options);
    return done ? 0 : fail(done.error());
  }
  Result<vector::VectorIndex> index = vector::VectorIndex::open(arguments[3], matrix);
  if (!index) return fail(index.error());
  Server server(matrix, *std::move(index));
  for (std::string command; std::getline(std::cin, command);) server.run(command);
  return 0;
}

}  // namespace
}  // namespace vitrine::peers

int main(int argc, char** argv) {
  return vitrine::peers::run(std::vector<std::string>(argv + 1, argv + argc));
}
