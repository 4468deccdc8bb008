#pragma once
// Which datasets a client of the Hub lists, and in which order: the parameters of /api/datasets.

#include <cstdint>
#include <string>
#include <vector>

#include "api/response_or.h"
#include "http/message.h"
#include "hub/repository.h"
#include "store/dataset_name.h"

namespace vitrine::hub {

struct ListedRepository {
  Repository repository;
  std::uint64_t downloads = 0;  ///< Of the last month.
};

struct RepositoryFilter {
  std::string author;
  std::string search;             ///< In small letters.
  std::vector<std::string> tags;  ///< Each must be there.
  std::string sort_by;            ///< Empty: by name.
  bool ascending = false;
  std::uint64_t limit = 0;
  std::uint64_t cursor = 0;  ///< How many to leave out.

  bool has_name(const store::DatasetName& name) const;
  bool has_tags(const std::vector<std::string>& of_dataset) const;
  /// Equals stay by name.
  void sort(std::vector<ListedRepository>& found) const;
};

/// Refusals: 422 for a number that is none, 400 for a sort that is not offered.
api::ResponseOr<RepositoryFilter> read_filter(const http::Request& request);

}  // namespace vitrine::hub
