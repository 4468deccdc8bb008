#include "source/not_a_table.h"

#include <gtest/gtest.h>

namespace vitrine {
namespace {

using namespace std::string_view_literals;

TEST(NotATable, FilesAreCalledByWhatTheyAre) {
  const std::pair<std::string_view, std::string_view> files[] = {
      {"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a Git LFS pointer"},
      {"PARE\x01"sv, "an encrypted Parquet file"},
      {"\x89HDF\r\n\x1A\n\0"sv, "an HDF5 file"},
      {"ORC\x01"sv, "an ORC file"},
      {"Obj\x01\x04"sv, "an Avro file"},
      {"%PDF-1.4\n", "a PDF document"},
      {"\x80\x04\x95\x10\0"sv, "a pickle"},
      {"\x10\0\0\0\0\0\0\0{\"a\":{}}"sv, "a safetensors file"},
      {"\n<!DOCTYPE html><html>", "an HTML page"},
      {"\xEF\xBB\xBF<html>", "an HTML page"},
      {"<?xml version=\"1.0\"?>", "an XML file"},
  };
  for (const auto& [head, what] : files)
    EXPECT_NE(not_a_table("x.csv", head).find("x.csv is " + std::string(what)), std::string::npos)
        << what;
}

TEST(NotATable, TextsAreCalledByTheirEndings) {
  EXPECT_NE(not_a_table("x.yaml", "- a: 1\n").find("a YAML file"), std::string::npos);
  EXPECT_NE(not_a_table("x.CONLLU", "# id\n").find("a CoNLL-U file"), std::string::npos);
  EXPECT_NE(not_a_table("notes.md", "# Title\n").find("a Markdown text"), std::string::npos);
}

TEST(NotATable, TablesAreLeftAlone) {
  for (const std::string_view head : {"a,b\n1,2\n", "{\"a\":1}\n", "PAR1", "PARENT,b\n1,2\n", ""})
    EXPECT_EQ(not_a_table("x.csv", head), "") << head;
  EXPECT_EQ(not_a_table("x.csv", "ORCID,name\n1,Ana\n"), "") << "a column, not the format";
}

}  // namespace
}  // namespace vitrine
