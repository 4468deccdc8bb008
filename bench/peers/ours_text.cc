// Vitrine's text index as a driver of words.py (word_driver.h), in the form that an argument names:
//
//   shipped   title and abstract as an import indexes them, adjacent words count
//   words     the same index, words alone
//   plain     title and abstract as one field, words alone: plain BM25, as the peers rank

#include <string_view>
#include <utility>

#include "text/index.h"
#include "word_driver.h"

namespace vitrine::peers {
namespace {

int fail(const Error& error) {
  std::cerr << "ours_text: " << error.message() << '\n';
  return 1;
}

int build(const std::string& documents, const std::string& path, std::string_view form) {
  const bool plain = form == "plain";
  std::vector<text::TextField> fields = {{"title", 3.0F}, {"abstract"}};
  if (plain) fields = {{"text"}};
  text::IndexOptions options;
  options.memory_bytes = 1ULL << 30U;  // as text_bench: one run, no spill
  Result<text::IndexWriter> writer = text::IndexWriter::create(path, fields, options);
  if (!writer) return fail(writer.error());
  std::uint32_t num_rows = 0;
  visit_documents(documents,
                  [&](std::uint32_t row, const std::string& title, const std::string& abstract) {
                    num_rows = row + 1;
                    if (plain) {
                      writer->add(row, 0, title + " " + abstract);
                      return;
                    }
                    writer->add(row, 0, title);
                    writer->add(row, 1, abstract);
                  });
  const Status done = writer->finish(num_rows);
  return done ? 0 : fail(done.error());
}

int serve(const std::string& path, std::string_view form) {
  const Result<text::TextIndex> index = text::TextIndex::open(path);
  if (!index) return fail(index.error());
  const bool adjacency = form == "shipped";
  return serve_words([&](const std::string& text, bool) {
    text::TextQuery query;
    query.text = text;
    query.adjacency = adjacency;
    query.operators = false;
    const Result<text::TextResults> found = index->search(query, 10);
    WordAnswer answer;
    if (!found) return answer;
    answer.total = found->total;
    for (const text::TextHit& hit : found->hits) answer.rows.push_back(hit.row);
    return answer;
  });
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() == 4 && arguments[0] == "build") {
    return build(arguments[1], arguments[2], arguments[3]);
  }
  if (arguments.size() == 3 && arguments[0] == "serve") return serve(arguments[1], arguments[2]);
  std::cerr << "usage: ours_text build DOCUMENTS INDEX FORM | serve INDEX FORM\n";
  return 2;
}

}  // namespace
}  // namespace vitrine::peers

int main(int argc, char** argv) {
  return vitrine::peers::run(std::vector<std::string>(argv + 1, argv + argc));
}
