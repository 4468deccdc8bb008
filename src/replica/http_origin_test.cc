#include "replica/http_origin.h"

#include <gmock/gmock.h>

namespace vitrine::replica {
namespace {

using testing::HasSubstr;

TEST(HttpOrigin, AnAddressIsOfAServerAndHoldsNoPassword) {
  EXPECT_EQ((*HttpOrigin::make("https://data.example.org/vitrine/", {}))->name(),
            "https://data.example.org/vitrine");
  for (const char* bad : {"ftp://host", "http://", "http:///path", "http://host/?a=1"})
    EXPECT_FALSE(HttpOrigin::make(bad, {})) << bad;
  const auto secret = HttpOrigin::make("http://ana:secret@host", {});
  ASSERT_FALSE(secret);
  EXPECT_THAT(secret.error().message(), HasSubstr("VITRINE_ORIGIN_TOKEN"));
  EXPECT_EQ(secret.error().message().find("secret@"), std::string::npos);
}

TEST(HttpOrigin, AServerThatIsNotThereIsUnavailable) {
  const auto origin = *HttpOrigin::make("http://127.0.0.1:1", {});
  const auto list = origin->list("", {});
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().code(), ErrorCode::kUnavailable);
  EXPECT_THAT(list.error().message(), HasSubstr("the origin http://127.0.0.1:1"));
}

}  // namespace
}  // namespace vitrine::replica
