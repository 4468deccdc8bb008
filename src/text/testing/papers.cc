#include "text/testing/papers.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/file.h"
#include "base/json_parse.h"

namespace vitrine::text {
namespace {

std::string text_of(const boost::json::value& row, std::string_view column) {
  const boost::json::value* cell = find_member(row, column);
  return cell != nullptr && cell->is_string() ? std::string(cell->get_string()) : std::string();
}

Paper parse_paper(std::string_view line) {
  const boost::json::value row = *parse_json(line);
  Paper paper = {text_of(row, "title"),
                 text_of(row, "abstract"),
                 text_of(row, "keywords"),
                 text_of(row, "TL;DR"),
                 text_of(row, "venue"),
                 {},
                 {text_of(row, "type"), text_of(row, "arxiv_id"), text_of(row, "paper_url")}};
  const boost::json::value* authors = find_member(row, "authors");
  if (authors == nullptr || !authors->is_array()) return paper;
  for (const boost::json::value& author : authors->get_array()) {
    paper.authors.emplace_back(author.get_string());
  }
  return paper;
}

std::vector<Paper> read_papers() {
  std::vector<Paper> all;
  const char* source = std::getenv("VITRINE_SOURCE_DIR");
  const fs::path path =
      fs::path(source == nullptr ? "." : source) / "../shared/data/papers.jsonl.zst";
  if (!fs::exists(path)) return all;
  std::FILE* pipe = popen(("zstd -dc '" + path.string() + "'").c_str(), "r");
  char* line = nullptr;
  std::size_t capacity = 0;
  for (ssize_t size = 0; (size = getline(&line, &capacity, pipe)) > 0;) {
    all.push_back(parse_paper(std::string_view(line, static_cast<std::size_t>(size))));
  }
  std::free(line);
  pclose(pipe);
  return all;
}

}  // namespace

const std::vector<Paper>& papers() {
  static const std::vector<Paper> all = read_papers();
  return all;
}

std::vector<std::string> keyword_phrases(const Paper& paper) {
  std::vector<std::string> phrases;
  const std::string& value = paper.keywords;
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t comma = std::min(value.find(',', at), value.size());
    std::string phrase = value.substr(at, comma - at);
    phrase.erase(0, phrase.find_first_not_of(' '));
    const auto spaces = std::ranges::count(phrase, ' ');
    if (spaces == 1 || spaces == 2) phrases.push_back(phrase);
    at = comma + 1;
  }
  return phrases;
}

}  // namespace vitrine::text
