#include "source/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include "source/source.h"

namespace vitrine::source {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Member {
  std::string name;
  std::string content = {};
  std::string link = {};
};

class Unpack : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("unpack_" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "scratch");
  }
  void TearDown() override { fs::remove_all(folder_); }

  using Setup = void (*)(archive*);

  fs::path packed(const std::string& name, const std::vector<Member>& members, Setup setup) const {
    const fs::path path = folder_ / name;
    archive* out = archive_write_new();
    setup(out);
    archive_write_open_filename(out, path.c_str());
    for (const Member& member : members) {
      archive_entry* entry = archive_entry_new();
      archive_entry_set_pathname(entry, member.name.c_str());
      archive_entry_set_size(entry, static_cast<la_int64_t>(member.content.size()));
      archive_entry_set_filetype(entry, member.link.empty() ? AE_IFREG : AE_IFLNK);
      archive_entry_set_perm(entry, 0644);
      if (!member.link.empty()) archive_entry_set_symlink(entry, member.link.c_str());
      archive_write_header(out, entry);
      archive_write_data(out, member.content.data(), member.content.size());
      archive_entry_free(entry);
    }
    archive_write_free(out);
    return path;
  }
  static void as_zip(archive* out) { archive_write_set_format_zip(out); }
  static void as_tar_gz(archive* out) {
    archive_write_add_filter_gzip(out);
    archive_write_set_format_pax_restricted(out);
  }

  Result<Source> resolve(const fs::path& path) const {
    const std::vector<std::string> arguments = {path.string()};
    return resolve_source(arguments, {.spool_directory = folder_ / "scratch"});
  }
  /// "config/split: member, ...; ..." or the error.
  std::string layout(const fs::path& path) const {
    const Result<Source> source = resolve(path);
    if (!source) return source.error().message();
    std::string out = source->name + ":";
    for (const SourceConfig& config : source->configs) {
      for (const SourceSplit& split : config.splits) {
        out += " " + config.name + "/" + split.name;
        for (const SourceFile& file : split.files) out += "," + file.path.filename().string();
      }
    }
    return out;
  }
  std::size_t scratch_entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_ / "scratch"), {}));
  }

  fs::path folder_;
};

TEST_F(Unpack, AnArchiveIsWhatAFolderOfItsMembersWouldBe) {
  const std::vector<Member> members = {{"all/test.csv", "a\n2\n"},
                                       {"all/train.csv", "a\n1\n"},
                                       {"all/.hidden.csv", "b\n"},
                                       {"__MACOSX/all/._train.csv", "b\n"}};
  EXPECT_EQ(layout(packed("papers.zip", members, as_zip)),
            "papers: default/train,train.csv default/test,test.csv");
  EXPECT_EQ(layout(packed("papers.tar.gz", members, as_tar_gz)),
            "papers: default/train,train.csv default/test,test.csv");
  EXPECT_EQ(layout(packed("papers.csv.zip", {{"papers.csv", "a\n1\n"}}, as_zip)),
            "papers: default/train,papers.csv");
}

TEST_F(Unpack, ACardInAnArchiveIsObeyed) {
  EXPECT_EQ(
      layout(packed("x.zip",
                    {{"README.md", "---\nconfigs:\n- config_name: c\n  data_files: b.csv\n---\n"},
                     {"a.csv", "a\n1\n"},
                     {"b.csv", "a\n1\n"}},
                    as_zip)),
      "x: c/train,b.csv");
}

TEST_F(Unpack, ArchivesInAFolderGiveTheirMembersToTheSplit) {
  packed("train.zip", {{"a.csv", "a\n1\n"}, {"b.csv", "a\n1\n"}}, as_zip);
  packed("test.zip", {{"c.csv", "a\n1\n"}}, as_zip);
  EXPECT_EQ(layout(folder_).substr(layout(folder_).find(' ')),
            " default/train,a.csv,b.csv default/test,c.csv");
}

TEST_F(Unpack, CompressedTextsAreUnpacked) {
  const auto compressed = [&](const std::string& name, Setup setup) {
    const char* text = name.starts_with("x.csv") ? "a,b\n1,2\n" : "{\"a\":1}\n";
    return layout(packed(name, {{"data", text}}, setup));
  };
  EXPECT_EQ(compressed("x.csv.bz2",
                       [](archive* out) {
                         archive_write_add_filter_bzip2(out);
                         archive_write_set_format_raw(out);
                       }),
            "x: default/train,x.csv");
  EXPECT_EQ(compressed("x.csv.xz",
                       [](archive* out) {
                         archive_write_add_filter_xz(out);
                         archive_write_set_format_raw(out);
                       }),
            "x: default/train,x.csv");
  EXPECT_EQ(compressed("x.jsonl.lz4",
                       [](archive* out) {
                         archive_write_add_filter_lz4(out);
                         archive_write_set_format_raw(out);
                       }),
            "x: default/train,x.jsonl");
}

TEST_F(Unpack, WhatWasUnpackedGoesWithTheSource) {
  const fs::path path = packed("x.zip", {{"a.csv", "a\n1\n"}}, as_zip);
  {
    const Result<Source> source = resolve(path);
    ASSERT_TRUE(source);
    EXPECT_TRUE(fs::exists(source->configs[0].splits[0].files[0].path));
    EXPECT_EQ(scratch_entries(), 1U);
  }
  EXPECT_EQ(scratch_entries(), 0U);
}

TEST_F(Unpack, MembersThatLeadOutsideOrAreLinksAreRefused) {
  EXPECT_THAT(layout(packed("x.zip", {{"../evil.csv", "a\n"}}, as_zip)),
              HasSubstr("\"../evil.csv\" leads outside"));
  EXPECT_THAT(layout(packed("y.tar.gz", {{"/etc/evil.csv", "a\n"}}, as_tar_gz)),
              HasSubstr("leads outside"));
  EXPECT_THAT(layout(packed("z.tar.gz", {{"a.csv", "", "/etc/passwd"}}, as_tar_gz)),
              HasSubstr("\"a.csv\" is a link"));
  EXPECT_FALSE(fs::exists(folder_ / "evil.csv"));
  EXPECT_EQ(scratch_entries(), 0U);
}

TEST_F(Unpack, EncryptedMembersAreRefusedByName) {
  const fs::path path = packed("x.zip", {{"a.csv", "a\n1\n"}}, [](archive* out) {
    archive_write_set_format_zip(out);
    archive_write_set_options(out, "zip:encryption=traditional");
    archive_write_set_passphrase(out, "secret");
  });
  EXPECT_THAT(layout(path), HasSubstr("\"a.csv\" is encrypted"));
}

TEST_F(Unpack, BombsAndCrowdsAreRefused) {
  const fs::path bomb =
      packed("bomb.zip", {{"a.csv", std::string(std::size_t{4} << 20U, '0')}}, as_zip);
  const Result<std::shared_ptr<const ScratchFolder>> unpacked =
      unpack_archive(bomb, {.directory = folder_ / "scratch", .free_bytes = 1 << 20U});
  ASSERT_FALSE(unpacked);
  EXPECT_THAT(unpacked.error().message(), HasSubstr("more than 200 times its size"));
  EXPECT_EQ(scratch_entries(), 0U);
  std::vector<Member> crowd;
  for (int i = 0; i <= 100'000; ++i) crowd.push_back({".hidden/" + std::to_string(i)});
  EXPECT_THAT(layout(packed("crowd.zip", crowd, as_zip)), HasSubstr("100,000 members"));
}

TEST_F(Unpack, DamagedAndEmptyArchivesAreNamed) {
  const fs::path path = packed("x.zip", {{"a.csv", std::string(10'000, 'a')}}, as_zip);
  const std::string whole = *read_file(path);
  ASSERT_TRUE(write_file_atomic(path, whole.substr(0, whole.size() / 2)));
  EXPECT_THAT(layout(path), HasSubstr("x.zip"));
  ASSERT_TRUE(write_file_atomic(path, "no archive"));
  EXPECT_EQ(layout(path), "x.zip: it is no zip or tar archive");
  ASSERT_TRUE(write_file_atomic(folder_ / "z.csv.bz2", "a,b\n1,2\n"));
  EXPECT_EQ(layout(folder_ / "z.csv.bz2"), "z.csv.bz2: it is no bzip2, xz or lz4 data");
  EXPECT_THAT(layout(packed("y.zip", {{"notes.doc", "x"}}, as_zip)), HasSubstr("y.zip holds no"));
}

TEST_F(Unpack, HiddenMembersCountAsBytesThatComeOut) {
  const fs::path bomb =
      packed("bomb.tar.gz", {{".hidden", std::string(std::size_t{4} << 20U, '0')}}, as_tar_gz);
  const Result<std::shared_ptr<const ScratchFolder>> unpacked =
      unpack_archive(bomb, {.directory = folder_ / "scratch", .free_bytes = 1 << 20U});
  ASSERT_FALSE(unpacked);
  EXPECT_EQ(unpacked.error().code(), ErrorCode::kTooLarge);
}

TEST_F(Unpack, AStopEndsItAndLeavesNothing) {
  const fs::path path = packed("x.zip", {{"a.csv", "a\n1\n"}}, as_zip);
  std::stop_source stop;
  stop.request_stop();
  const Result<std::shared_ptr<const ScratchFolder>> unpacked =
      unpack_archive(path, {.directory = folder_ / "scratch", .stop = stop.get_token()});
  ASSERT_FALSE(unpacked);
  EXPECT_EQ(unpacked.error().code(), ErrorCode::kCancelled);
  EXPECT_EQ(scratch_entries(), 0U);
}

TEST_F(Unpack, WhatIsCutAnywhereIsAnErrorOrWhole) {
  const fs::path path = packed("x.tar.gz", {{"a.csv", "a\n1\n"}, {"b.csv", "a\n2\n"}}, as_tar_gz);
  const std::string whole = *read_file(path);
  for (std::size_t size = 1; size < whole.size(); ++size) {
    ASSERT_TRUE(write_file_atomic(path, whole.substr(0, size)));
    const std::string said = layout(path);
    EXPECT_TRUE(said.starts_with("x.tar.gz") || said == "x: default/train,a.csv,b.csv")
        << size << ": " << said;
  }
  EXPECT_EQ(scratch_entries(), 0U);
}

TEST_F(Unpack, TablesOfADatabaseAreConfigs) {
  const fs::path path = folder_ / "shop.db";
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  sqlite3_exec(database, "CREATE TABLE \"my orders\"(a); CREATE TABLE users(b)", nullptr, nullptr,
               nullptr);
  sqlite3_close(database);
  EXPECT_EQ(layout(path), "shop: my-orders/train,shop.db users/train,shop.db");
  EXPECT_EQ(resolve(path)->configs[0].splits[0].files[0].part, "my orders");
}

}  // namespace
}  // namespace vitrine::source
