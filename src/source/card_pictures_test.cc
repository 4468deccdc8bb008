// What becomes of kept pictures is in tests/cli/card_pictures.test.mjs.

#include "source/card_pictures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vitrine::source {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(PicturesNamed, TakesThemHoweverTheyAreWritten) {
  EXPECT_THAT(pictures_named("![x](images/a.png) ![](./b/../c.jpg \"title\") <img width=3 "
                             "src='d.svg'>\n![y](<e f.png>) ![z](g%20h.webp?raw=true#dark) "
                             "<IMG src=i.gif>\n![by name][j]\n\n[j]: k.png\n![again](a\\_b.png) "
                             "![same](images/a.png)"),
              ElementsAre("images/a.png", "c.jpg", "d.svg", "e f.png", "g h.webp", "i.gif", "k.png",
                          "a_b.png"));
}

TEST(PicturesNamed, LeavesOutWhatIsElsewhereOrNoPicture) {
  EXPECT_THAT(pictures_named("![](https://a.example/x.png) ![](//a.example/x.png) ![](/etc/x.png) "
                             "![](../x.png) ![](a/../../x.png) ![](%2e%2e/x.png) ![](%2fx.png) "
                             "![](x%00.png) ![](data.csv) ![](x.html) ![](song.mp3) ![]() ![]("),
              IsEmpty());
}

TEST(PicturesNamed, TakesTimeInLineWithTheText) {
  for (const char* const front : {"](<", "](", "src=\"", "src='", "]:", "](<x"}) {
    std::string text;
    while (text.size() < (4U << 20U)) text += front;
    EXPECT_THAT(pictures_named(text), IsEmpty());
  }
}

TEST(PictureAllowance, EndsAtANumberAndAtASize) {
  PictureAllowance many;
  for (int i = 0; i < 200; ++i) EXPECT_TRUE(many.take(1)) << i;
  EXPECT_THAT(many.notice(), IsEmpty());
  EXPECT_FALSE(many.take(1));
  EXPECT_THAT(many.notice(), HasSubstr("1 picture of the card is left out"));
  PictureAllowance large;
  EXPECT_TRUE(large.take(64U << 20U));
  EXPECT_FALSE(large.take(1));
  EXPECT_FALSE(large.take(~std::uint64_t{0}));
  EXPECT_THAT(large.notice(), HasSubstr("2 pictures of the card are left out"));
}

}  // namespace
}  // namespace vitrine::source
