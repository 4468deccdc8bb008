#include "source/not_a_table.h"

#include <gtest/gtest.h>

namespace vitrine::source {
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
      {"MATLAB 5.0 MAT-file, Platform\0"sv, "a MATLAB file"},
      {"MATLAB 7.3 MAT-file, Platform\0"sv, "a MATLAB file of version 7.3"},
      {"CDF\x01\0"sv, "a NetCDF file"},
      {"GGUF\x03\0"sv, "a GGUF file"},
      {"$FL2@(#) SPSS", "an SPSS file"},
      {"<stata_dta><header>", "a Stata file"},
      {"RDX3\nX\n\0"sv, "an R data file"},
      {"X\n\0\0\0\x03"sv, "an R data file"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "an old Office file"},
      {"\0\0\0\0\0\0\0\0DUCK\x40"sv, "a DuckDB database"},
      {"\x1F\x9D\x90"sv, "a file of compress (.Z)"},
      {"\x5D\0\0\x80\0"sv, "LZMA data"},
      {"\0\5\x16\7\0\2\0\0Mac OS X"sv, "what macOS keeps beside a file (AppleDouble)"},
  };
  for (const auto& [head, what] : files)
    EXPECT_NE(not_a_table("x.csv", head).find("x.csv is " + std::string(what)), std::string::npos)
        << what;
}

TEST(NotATable, APageCalledAWorkbookIsATableOfSomeProgram) {
  EXPECT_NE(not_a_table("report.xls", "<html><table>").find("pandas.read_html('report.xls')"),
            std::string::npos);
}

TEST(NotATable, APageCalledSoHasATable) {
  for (const char* head : {"<!DOCTYPE html><html>", "<html><table>", "{% extends %}"})
    EXPECT_NE(not_a_table("t.html", head).find("pandas.read_html('t.html')"), std::string::npos);
}

TEST(NotATable, RecordsOfTensorFlowAreKnownByTheirChecksum) {
  // A length of 17, its masked CRC-32C, and the first bytes of an Example.
  constexpr std::string_view kRecord = "\x11\0\0\0\0\0\0\0\x9D\x6D\xB5\x2E\n\x0F\n\r"sv;
  EXPECT_NE(not_a_table("train-00000-of-00001", kRecord).find("a TFRecord file"),
            std::string::npos);
  std::string other(kRecord);
  other[8] ^= 1;
  EXPECT_EQ(not_a_table("train-00000-of-00001", other), "");
}

TEST(NotATable, ZipFilesOfOtherProgramsAreCalledByTheirMembers) {
  const auto zip = [](std::string_view member) {
    return std::string("PK\x03\x04\x14\0\0\0\0\0"sv) + std::string(member);
  };
  const std::pair<std::string, std::string_view> files[] = {
      {"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet"},
      {"mimetypeapplication/vnd.oasis.opendocument.text", "an OpenDocument file"},
      {"model/data.pkl", "a PyTorch file"},
      {"word/document.xml", "an Office document"},
      {"xl/workbook.xml", "an Excel workbook; give it the ending .xlsx"},
      {"arr_0.npy", "an archive of NumPy arrays; give it the ending .npz"},
      {"a.csv", "a zip archive; give it the ending .zip"},
  };
  for (const auto& [member, what] : files)
    EXPECT_NE(not_a_table("x", zip(member)).find("x is " + std::string(what)), std::string::npos)
        << member;
}

TEST(NotATable, AnOldWorkbookIsSavedInOneLine) {
  EXPECT_NE(not_a_table("x.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv)
                .find("pandas.read_excel('x.xls').to_parquet("),
            std::string::npos);
}

TEST(NotATable, EveryOtherFormatHasALineWithTheNameInIt) {
  for (const char* name :
       {"x.pt",       "x.tfrecord", "x.mat",  "x.rds",   "x.RData", "x.dta", "x.sav",     "x.por",
        "x.sas7bdat", "x.xpt",      "x.xlsb", "x.ods",   "x.lance", "x.nc",  "x.msgpack", "x.bson",
        "x.arff",     "x.libsvm",   "x.sql",  "x.ipynb", "x.shp",   "x.mdb"}) {
    const std::string said = not_a_table(name, "\x01\x02");
    EXPECT_NE(said.find("'" + std::string(name) + "'"), std::string::npos) << name << ": " << said;
    EXPECT_EQ(said.find("FILE"), std::string::npos) << said;
  }
}

TEST(NotATable, FoldersThatAreTablesOnlyTogetherAreCalledByTheirForm) {
  const fs::path folder = fs::path(::testing::TempDir()) / "not_a_table";
  const std::pair<const char*, const char*> forms[] = {
      {"_delta_log/0.json", "a Delta table"},
      {"metadata/v1.metadata.json", "an Iceberg table"},
      {".hoodie/hoodie.properties", "a Hudi table"},
      {"zarr.json", "a Zarr store"},
  };
  for (const auto& [file, what] : forms) {
    fs::create_directories((folder / file).parent_path());
    ASSERT_TRUE(write_file_atomic(folder / file, "{}"));
    EXPECT_NE(not_a_folder_of_tables(folder).find(what), std::string::npos) << what;
    fs::remove_all(folder);
  }
  fs::create_directories(folder / "_versions");
  fs::create_directories(folder / "data");
  EXPECT_NE(not_a_folder_of_tables(folder).find("a Lance dataset"), std::string::npos);
  fs::remove_all(folder / "_versions");
  EXPECT_EQ(not_a_folder_of_tables(folder), "");
  fs::remove_all(folder);
}

TEST(NotATable, TextsAreCalledByTheirEndings) {
  EXPECT_NE(not_a_table("x.yaml", "- a: 1\n").find("a YAML file"), std::string::npos);
  EXPECT_NE(not_a_table("x.CONLLU", "# id\n").find("a CoNLL-U file"), std::string::npos);
  EXPECT_NE(not_a_table("notes.md", "# Title\n").find("a Markdown text"), std::string::npos);
}

TEST(NotATable, NetCdfInHdf5IsCalledByItsEnding) {
  const std::string hdf5 = "\x89HDF\r\n\x1A\n";
  EXPECT_NE(not_a_table("x.nc", hdf5).find("xarray"), std::string::npos);
  EXPECT_NE(not_a_table("x.h5", hdf5).find("h5py"), std::string::npos);
}

TEST(NotATable, JsonInsideOfAProgramIsCalledSo) {
  for (const std::string_view head :
       {"var data = [{\"a\":1}];", "callback({\"a\":1})", "window.YTD.tweets.part0 = [ {",
        ")]}'\n[1]", "const rows = {\"a\": 1}"}) {
    for (const std::string_view name : {"x.json", "x.js", "x.jsonp"})
      EXPECT_NE(not_a_table(name, head).find("JSON inside of a JavaScript program"),
                std::string::npos)
          << head;
    EXPECT_EQ(not_a_table("x.csv", head), "") << head;
  }
  EXPECT_NE(not_a_table("x.js", "export class A {}").find("a JavaScript program"),
            std::string::npos);
  EXPECT_EQ(not_a_table("x.json", "{\"a\": \"f(x) = [1]\"}"), "");
}

TEST(NotATable, TablesAreLeftAlone) {
  for (const std::string_view head : {"a,b\n1,2\n", "{\"a\":1}\n", "PAR1", "PARENT,b\n1,2\n", ""})
    EXPECT_EQ(not_a_table("x.csv", head), "") << head;
  EXPECT_EQ(not_a_table("x.csv", "ORCID,name\n1,Ana\n"), "") << "a column, not the format";
}

}  // namespace
}  // namespace vitrine::source
