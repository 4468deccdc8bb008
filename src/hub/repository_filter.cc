#include "hub/repository_filter.h"

#include <algorithm>
#include <array>

#include "api/number_parameter.h"

namespace vitrine::hub {
namespace {

constexpr std::uint64_t kMostDatasets = 1000;  // the Hub's own page

/// As clients call what they sort by, and the snake case of Python's.
constexpr std::array<std::string_view, 9> kSorts = {
    "id",        "downloads",  "likes",         "lastModified",  "last_modified",
    "createdAt", "created_at", "trendingScore", "trending_score"};

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  for (char& c : small) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return small;
}

}  // namespace

api::ResponseOr<RepositoryFilter> read_filter(const http::Request& request) {
  api::ResponseOr<std::uint64_t> limit = api::number_parameter(request, "limit", kMostDatasets);
  if (!limit) return std::move(limit).refusal();
  api::ResponseOr<std::uint64_t> cursor = api::number_parameter(request, "cursor", 0);
  if (!cursor) return std::move(cursor).refusal();
  RepositoryFilter filter;
  filter.limit = std::clamp<std::uint64_t>(*limit, 1, kMostDatasets);
  filter.cursor = *cursor;
  filter.author = request.query.given("author").value_or("");
  filter.search = in_small_letters(request.query.given("search").value_or(""));
  for (const char* name : {"filter", "tags"}) {
    for (const std::string_view tag : request.query.all(name)) {
      if (!tag.empty()) filter.tags.emplace_back(tag);
    }
  }
  for (const std::string_view language : request.query.all("language")) {
    if (!language.empty()) filter.tags.push_back("language:" + std::string(language));
  }
  filter.sort_by = request.query.given("sort").value_or("");
  if (!filter.sort_by.empty() && std::ranges::find(kSorts, filter.sort_by) == kSorts.end()) {
    return http::error_response(400, "BadRequest",
                                "Parameter 'sort' must be one of downloads, likes, lastModified, "
                                "createdAt, trendingScore and id");
  }
  filter.ascending = request.query.given("direction").value_or("-1") == "1";
  return filter;
}

bool RepositoryFilter::has_name(const store::DatasetName& name) const {
  if (!author.empty() && name.owner != author) return false;
  return search.empty() || in_small_letters(name.id()).find(search) != std::string::npos;
}

bool RepositoryFilter::has_tags(const std::vector<std::string>& of_dataset) const {
  return std::ranges::all_of(tags, [&](const std::string& tag) {
    return std::ranges::find(of_dataset, tag) != of_dataset.end();
  });
}

void RepositoryFilter::sort(std::vector<ListedRepository>& found) const {
  const auto by = [&](auto key) {
    std::ranges::stable_sort(found, [&](const ListedRepository& a, const ListedRepository& b) {
      return ascending ? key(a) < key(b) : key(b) < key(a);
    });
  };
  if (sort_by == "downloads" || sort_by.starts_with("trending")) {
    by([](const ListedRepository& one) { return one.downloads; });
  } else if (sort_by.starts_with("last") || sort_by.starts_with("created")) {
    by([](const ListedRepository& one) { return one.repository.changed_at(); });
  } else if (sort_by == "id" && !ascending) {
    std::ranges::reverse(found);
  }
}

}  // namespace vitrine::hub
