#pragma once
// Card: a dataset's README.md, YAML header and Markdown body, as the Hub has it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "schema/features.h"
#include "source/read_options.h"

namespace vitrine::source {

/// One split's data files in a card: globs relative to the card's folder.
struct CardSplit {
  std::string name;
  std::vector<std::string> patterns;
};

struct CardConfig {
  std::string name;
  bool is_default = false;
  std::string data_dir;           ///< Empty: the card's folder.
  std::vector<CardSplit> splits;  ///< Empty: the files' names decide.
  ReadOptions reading = {};       ///< sep, header, field, ...: how its files are to be read.
  std::vector<std::string> unknown_keys = {};
};

struct CardFeatures {
  std::string config;  ///< Empty: of every config.
  schema::Features features;
};

struct Card {
  std::string text;      ///< The whole file.
  std::string markdown;  ///< What follows the header.
  std::string pretty_name;
  std::string license;
  std::vector<std::string> tags;
  std::vector<std::string> languages;
  std::vector<std::string> task_categories;
  std::vector<std::string> size_categories;
  std::vector<CardConfig> configs;
  std::vector<CardFeatures> features;
  bool closes_viewer = false;  ///< `viewer: false`

  /// The declared columns of a config, if there are any.
  const schema::Features* features_of(std::string_view config) const;
};

/// Errors: invalid_argument with the line for YAML that does not parse, or means nothing where data
/// files or types are declared; too_large above 4 MiB, a header of 1 MiB, 4,000 configs or 20,000
/// types. Cost: below a second and 200 MB at these limits.
Result<Card> parse_card(std::string text);

}  // namespace vitrine::source
