// Xapian as a driver of words.py (word_driver.h): english stemmer, no positions, compacted glass
// database, BM25 with k1 1.2 and b 0.75.

#include <xapian.h>

#include <filesystem>

#include "word_driver.h"

namespace vitrine::peers {
namespace {

void add_words(const std::string& text, Xapian::Document& document) {
  Xapian::TermGenerator generator;
  generator.set_stemmer(Xapian::Stem("english"));
  generator.set_stemming_strategy(Xapian::TermGenerator::STEM_ALL);
  generator.set_document(document);
  generator.index_text_without_positions(text);
}

int build(const std::string& documents, const std::string& folder) {
  const std::string loose = folder + ".loose";
  Xapian::WritableDatabase database(loose,
                                    Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_BACKEND_GLASS);
  visit_documents(documents,
                  [&](std::uint32_t row, const std::string& title, const std::string& abstract) {
                    Xapian::Document document;
                    add_words(title + " " + abstract, document);
                    database.replace_document(row + 1, document);
                  });
  database.commit();
  database.compact(folder);
  std::filesystem::remove_all(loose);
  return 0;
}

WordAnswer search(const Xapian::Database& database, const std::string& text, bool exact_total) {
  Xapian::Document words;
  add_words(text, words);
  Xapian::Enquire enquire(database);
  enquire.set_weighting_scheme(Xapian::BM25Weight(1.2, 0, 1, 0.75, 0));
  enquire.set_query(
      Xapian::Query(Xapian::Query::OP_OR, words.termlist_begin(), words.termlist_end()));
  const Xapian::MSet found = enquire.get_mset(0, 10, exact_total ? database.get_doccount() : 0);
  WordAnswer answer;
  answer.total = exact_total ? found.get_matches_estimated() : 0;
  for (auto hit = found.begin(); hit != found.end(); ++hit) answer.rows.push_back(*hit - 1);
  return answer;
}

}  // namespace
}  // namespace vitrine::peers

int main(int argc, char** argv) {
  using namespace vitrine::peers;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() == 3 && arguments[0] == "build") return build(arguments[1], arguments[2]);
  if (arguments.size() != 2) return 2;
  const Xapian::Database database(arguments[1]);
  return serve_words([&](const std::string& query, bool exact_total) {
    return search(database, query, exact_total);
  });
}
