#pragma once
// Split names: which split a data file of a folder belongs to, by the Hub's conventions.
//
// 1. data/{split}-00000-of-00004.ext: any split name.
// 2. A folder on the way to the file is called like a split: "train", "validation-2020/x.csv".
// 3. The file's name has a split's name as a part: "my_test_set.csv", "dev.jsonl".
// 4. Everything is "train".
// The first rule that fits any file decides for all; files it does not fit are left out. Words for
// splits: train, training; validation, valid, dev, val; test, testing, eval, evaluation; as whole
// parts between any of - . _ space digits and the ends. Source: the data_files module of Hugging
// Face's datasets library, restated.

#include <map>
#include <string>
#include <vector>

#include "base/file.h"

namespace vitrine::source {

struct NamedSplit {
  std::string name;
  std::vector<fs::path> files;  ///< As given, in the order given.
};

/// `files` are relative paths. Train, validation and test come in this order, other splits by name.
std::vector<NamedSplit> assign_splits(const std::vector<fs::path>& files);

}  // namespace vitrine::source
