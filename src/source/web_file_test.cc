// Addresses. Downloads are tested against a server of their own in tests/api/web_files.test.mjs.

#include "source/web_file.h"

#include <gtest/gtest.h>

namespace vitrine::source {
namespace {

TEST(WebFile, APageOfTheHubIsTheDatasetThatItShows) {
  const auto page = [](const std::string& path) {
    return without_hub_page("https://huggingface.co/datasets/" + path, "http://127.0.0.1:9");
  };
  EXPECT_EQ(page("acme/papers"), "hf://acme/papers");
  EXPECT_EQ(page("acme/papers/"), "hf://acme/papers");
  EXPECT_EQ(page("acme/papers/viewer/default/train?row=3"), "hf://acme/papers");
  EXPECT_EQ(page("acme/papers/tree/main"), "hf://acme/papers");
  EXPECT_EQ(page("acme/papers/tree/v2.0/data"), "hf://acme/papers@v2.0/data");
  EXPECT_EQ(page("acme/papers/blob/main/my%20data.csv#L3"), "hf://acme/papers/my data.csv");
  EXPECT_EQ(page("acme/papers/resolve/refs%2Fpr%2F1/a.csv"),
            "hf://acme/papers@refs%2Fpr%2F1/a.csv");
  EXPECT_EQ(without_hub_page("http://127.0.0.1:9/datasets/a/b", "http://127.0.0.1:9"), "hf://a/b");
}

TEST(WebFile, OtherAddressesStayAsTheyAre) {
  for (const std::string text : {"https://huggingface.co/acme/model", "https://example.org/a.csv",
                                 "https://huggingface.co.evil.org/datasets/a/b", "a.csv",
                                 "https://huggingface.co/datasets/acme"}) {
    EXPECT_EQ(without_hub_page(text, ""), text);
  }
}

TEST(WebFile, NamesComeFromTheLastPart) {
  EXPECT_EQ(web_file_name("https://example.org/a/my%20data.csv?key=1#x"), "my data.csv");
  EXPECT_EQ(web_file_name("https://example.org/"), "download");
  EXPECT_EQ(web_file_name("https://example.org"), "download");
  EXPECT_EQ(web_file_name("https://example.org/..%2F..%2Fevil"), "download");
  EXPECT_EQ(web_file_name("https://example.org/%2e%2e"), "download");
}

TEST(WebFile, WhatMayBeSecretIsNotShown) {
  EXPECT_EQ(shown_address("https://me:secret@example.org/a.csv?token=1#x"),
            "https://example.org/a.csv");
  EXPECT_EQ(shown_address("https://example.org/a@b.csv"), "https://example.org/a@b.csv");
  EXPECT_EQ(shown_address("http://"), "http://");
}

}  // namespace
}  // namespace vitrine::source
