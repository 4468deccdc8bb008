// Headers that strangers wrote: NumPy's, FlatBuffers, XML. What is read, what is refused by its
// sentence, and that no byte of them leads out of the buffer.

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "formats/flat_view.h"
#include "formats/numpy_header.h"
#include "formats/xml_stream.h"

namespace vitrine::formats {
namespace {

using testing::ElementsAre;

std::string numpy(const std::string& header, int version = 1) {
  std::string out = "\x93NUMPY";
  out += static_cast<char>(version);
  out += '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i)
    out += static_cast<char>(header.size() >> (8U * static_cast<unsigned>(i)) & 255U);
  return out + header + std::string(16, 'x');
}

std::string with_type(const std::string& descr) {
  return "{'descr': " + descr + ", 'fortran_order': False, 'shape': (3, 4)}";
}

/// "kind size unit swapped @offset" for each field, then the shape.
std::string shown(const std::string& bytes) {
  const Result<NumpyHeader> header = parse_numpy_header(bytes);
  if (!header)
    return (header.error().code() == ErrorCode::kCorrupt ? "corrupt: " : "unsupported: ") +
           header.error().message();
  std::string out;
  for (const NumpyField& field : header->fields) {
    out += (field.name.empty() ? "" : field.name + "=") + field.kind + std::to_string(field.size);
    if (!field.unit.empty()) out += "[" + field.unit + "]";
    if (field.is_swapped) out += " swapped";
    out += "@" + std::to_string(field.offset) + " ";
  }
  for (const std::uint64_t axis : header->shape) out += std::to_string(axis) + ",";
  return out + (header->is_fortran ? "F" : "") + " of " + std::to_string(header->element_bytes);
}

TEST(NumpyHeader, TypesHaveTheirKindAndSize) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"'<f4'", "f4@0 3,4, of 4"},
      {"'>f8'", "f8 swapped@0 3,4, of 8"},
      {"'=i2'", "i2@0 3,4, of 2"},
      {"'|b1'", "b1@0 3,4, of 1"},
      {"'>u1'", "u1@0 3,4, of 1"},
      {"'|S10'", "S10@0 3,4, of 10"},
      {"'>S10'", "S10@0 3,4, of 10"},
      {"'<U3'", "U12@0 3,4, of 12"},
      {"'>U3'", "U12 swapped@0 3,4, of 12"},
      {"'<M8[us]'", "M8[us]@0 3,4, of 8"},
      {"'<m8[D]'", "m8[D]@0 3,4, of 8"},
      {"'<M8'", "M8@0 3,4, of 8"},
      {"'<f2'", "f2@0 3,4, of 2"},
      {"\"<f4\"", "f4@0 3,4, of 4"},
      {"[('x', '<f4'), ('n', '|S3'), ('y', '<i8')]", "x=f4@0 n=S3@4 y=i8@7 3,4, of 15"},
      {"[('x', '<f4',), ]",
       "unsupported: its field \"x\" has fields or a shape of its own: save it as an array of its "
       "own"},
      {"[('x', '<f4', (3,))]",
       "unsupported: its field \"x\" has fields or a shape of its own: save it as an array of its "
       "own"},
      {"[('x', [('y', '<f4')])]",
       "unsupported: its field \"x\" has fields or a shape of its own: save it as an array of its "
       "own"},
      {"[('x', '|O')]",
       "unsupported: field \"x\": it holds Python objects (a pickle), which are not read: save "
       "numbers or texts, without dtype=object"},
      {"'|O'",
       "unsupported: it holds Python objects (a pickle), which are not read: save numbers or "
       "texts, without dtype=object"},
      {"'<c16'", "unsupported: its type <c16 has no column type: save real numbers or texts"},
      {"'|V8'", "unsupported: its type |V8 has no column type: save real numbers or texts"},
      {"'<f16'", "unsupported: its type <f16 has no column type"},
      {"'<f1'", "unsupported: its type <f1 has no column type"},
      {"'<i3'", "unsupported: its type <i3 has no column type"},
      {"'|b2'", "unsupported: its type |b2 has no column type"},
      {"'<M4[s]'", "unsupported: its type <M4[s] has no column type"},
      {"'<q8'", "unsupported: its type <q8 has no column type"},
      {"'<f'", "corrupt: the header of the NumPy array is damaged"},
      {"'f'", "corrupt: the header of the NumPy array is damaged"},
      {"'|S0'", "corrupt: the header of the NumPy array is damaged"},
      {"[]", "corrupt: the header of the NumPy array is damaged"},
      {"'|S67108865'", "corrupt: the header of the NumPy array is damaged"},
      {"5", "corrupt: the header of the NumPy array is damaged"},
      {"'<f4", "corrupt: the header of the NumPy array is damaged"},
  };
  for (const auto& [descr, wanted] : cases)
    EXPECT_EQ(shown(numpy(with_type(descr))), wanted) << descr;
}

TEST(NumpyHeader, ShapesAreTuples) {
  const auto shape = [](const std::string& text) {
    return shown(numpy("{'descr': '|u1', 'fortran_order': True, 'shape': " + text + "}"));
  };
  EXPECT_EQ(shape("()"), "u1@0 F of 1");
  EXPECT_EQ(shape("(3,)"), "u1@0 3,F of 1");
  EXPECT_EQ(shape("(3)"), "u1@0 3,F of 1");
  EXPECT_EQ(shape("(3L, 4L)"), "u1@0 3,4,F of 1") << "as Python 2 wrote them";
  EXPECT_EQ(shape("(18446744073709551615,)"), "u1@0 18446744073709551615,F of 1");
  const std::string damaged = "corrupt: the header of the NumPy array is damaged";
  for (const char* wrong : {"3", "(-1,)", "(3", "(a,)", "(18446744073709551616,)", "[3]", "(,)"})
    EXPECT_EQ(shape(wrong), damaged) << wrong;
  std::string many = "(1";
  for (int i = 1; i < 33; ++i) many += ",1";
  EXPECT_NE(shape(many + ")"), damaged);
  EXPECT_EQ(shape(many + ",1)"), damaged) << "more axes than an array can have";
}

TEST(NumpyHeader, VersionsDifferInLengthAndAlphabet) {
  const std::string fields = "[('\xE9', '<f4')]";
  EXPECT_EQ(shown(numpy(with_type(fields), 1)), "\xC3\xA9=f4@0 3,4, of 4");
  EXPECT_EQ(shown(numpy(with_type(fields), 2)), "\xC3\xA9=f4@0 3,4, of 4");
  EXPECT_EQ(shown(numpy(with_type("[('\xC3\xA9', '<f4')]"), 3)), "\xC3\xA9=f4@0 3,4, of 4");
  EXPECT_EQ(parse_numpy_header(numpy(with_type("'<f4'"), 1))->data_offset,
            10 + with_type("'<f4'").size());
  EXPECT_EQ(parse_numpy_header(numpy(with_type("'<f4'"), 2))->data_offset,
            12 + with_type("'<f4'").size());
}

TEST(NumpyHeader, EveryBeginningIsRefused) {
  const std::string header = with_type("[('x', '<f4'), ('n', '|S3')]");
  const std::string whole = numpy(header).substr(0, 10 + header.size());
  ASSERT_TRUE(parse_numpy_header(whole));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Result<NumpyHeader> cut = parse_numpy_header(whole.substr(0, length));
    ASSERT_FALSE(cut) << length;
    EXPECT_EQ(cut.error().code(), ErrorCode::kCorrupt) << length;
  }
  EXPECT_EQ(shown("\x89PNG\r\n\x1a\n    "),
            "corrupt: it is not a NumPy array: it does not start with \\x93NUMPY");
}

/// Writes a FlatBuffer back to front is what their own writers do; here each part is put where it
/// is told.
class Buffer {
 public:
  template <typename T>
  void put(std::size_t at, T value) {
    bytes.resize(std::max(bytes.size(), at + sizeof(T)));
    std::memcpy(bytes.data() + at, &value, sizeof(T));
  }
  std::string bytes;
};

/// A table at 16 whose vtable is at 4: field 0 a number, 1 absent, 2 a text, 3 a table (itself), 4
/// a vector of two int16.
std::string flat() {
  Buffer out;
  out.put<std::uint32_t>(0, 16);
  out.put<std::uint16_t>(4, 14);  // of the vtable
  out.put<std::uint16_t>(6, 24);  // of the table
  out.put<std::uint16_t>(8, 4);
  out.put<std::uint16_t>(10, 0);
  out.put<std::uint16_t>(12, 8);
  out.put<std::uint16_t>(14, 12);
  out.put<std::int32_t>(16, 16 - 4);
  out.put<std::int32_t>(20, -77);
  out.put<std::uint32_t>(24, 12);  // to 36
  out.put<std::uint32_t>(28, 0);
  out.put<std::uint32_t>(36, 3);
  out.bytes += "abc";
  return out.bytes + '\0';
}

TEST(FlatView, FieldsAreReadOrAbsent) {
  const std::string bytes = flat();
  FlatView view(bytes);
  const FlatTable root = view.root();
  ASSERT_TRUE(root);
  EXPECT_EQ(root.number<std::int32_t>(0), -77);
  EXPECT_EQ(root.number<std::int32_t>(1, 5), 5) << "absent";
  EXPECT_EQ(root.number<std::int32_t>(90, 6), 6) << "of a later version of the schema";
  EXPECT_EQ(root.text(2), "abc");
  EXPECT_EQ(root.text(1), "");
  EXPECT_EQ(root.vector(2, 1).size, 3U);
  EXPECT_FALSE(view.damaged());
  EXPECT_FALSE(root.table(3)) << "an offset of nothing leads nowhere";
  EXPECT_TRUE(view.damaged());
}

TEST(FlatView, WhatDoesNotFitIsAbsentAndRemembered) {
  for (const auto& [at, value] :
       std::vector<std::pair<std::size_t, std::uint32_t>>{{0, 0},
                                                          {0, 1000},
                                                          {0, 0xFFFFFFFF},
                                                          {16, 0x80000000},
                                                          {16, 1000},
                                                          {24, 0xFFFFFFF0},
                                                          {36, 5},
                                                          {36, 0xFFFFFFFF}}) {
    std::string bytes = flat();
    std::memcpy(bytes.data() + at, &value, sizeof value);
    FlatView view(bytes);
    const FlatTable root = view.root();
    EXPECT_EQ(root.text(2), "") << at << " " << value;
    EXPECT_TRUE(view.damaged()) << at << " " << value;
  }
  const std::string bytes = flat();
  FlatView view(bytes);
  EXPECT_EQ(view.root().vector(2, 1U << 30U).size, 0U) << "elements as large as nothing can be";
  EXPECT_TRUE(view.damaged());
}

TEST(FlatView, AnyBytesStayWithinTheirBuffer) {
  for (unsigned seed = 1; seed <= 3000; ++seed) {
    std::mt19937 random(seed);
    std::string bytes = flat().substr(0, 1 + random() % 44);
    for (unsigned i = 0; i < 1 + seed % 4; ++i)
      bytes[random() % bytes.size()] =
          static_cast<char>(random() % 4 == 0 ? random() % 256 : random() % 44);
    FlatView view(bytes);
    const FlatTable root = view.root();
    root.number<std::int64_t>(0);
    const std::string_view text = root.text(2);
    EXPECT_TRUE(text.empty() || (text.data() >= bytes.data() &&
                                 text.data() + text.size() <= bytes.data() + bytes.size()))
        << "seed " << seed;
    const FlatVector tables = root.vector(2, 4);
    for (std::size_t i = 0; i < tables.size; ++i) root.member(tables, i).text(0);
    EXPECT_EQ(pair_value(root, 2, "nothing of that name"), "") << "seed " << seed;
  }
}

TEST(FlatView, NoBytesAreNoTable) {
  for (std::size_t size = 0; size < 8; ++size) {
    const std::string bytes(size, '\4');
    FlatView view(bytes);
    EXPECT_EQ(view.root().number<std::int8_t>(0, 3), 3);
    EXPECT_TRUE(view.damaged());
  }
}

struct Events final : XmlHandler {
  void start(std::string_view name, const XmlAttributes& attributes) override {
    all += "<" + std::string(name);
    for (const auto& [key, value] : attributes)
      all.append(" ").append(key).append("=").append(value);
    all += ">";
  }
  void end(std::string_view name) override { all += "</" + std::string(name) + ">"; }
  void text(std::string_view bytes) override { all += bytes; }
  std::string all;
};

constexpr std::string_view kXml =
    "<?xml version=\"1.0\"?>\n<x:a xmlns:x=\"u\" k=\"1 &lt; 2\" x:k=\"é\">text &amp; <b/><!-- no "
    "--><![CDATA[<c>]]></x:a>";

TEST(XmlStream, NamesLoseTheirPrefixAndAttributesKeepIt) {
  Events events;
  XmlStream stream(events);
  ASSERT_TRUE(stream.feed(kXml, true));
  EXPECT_EQ(events.all, "<a xmlns:x=u k=1 < 2 x:k=é>text & <b></b><c></a>");
  const XmlAttributes attributes = {{"x:k", "2"}, {"k", "1"}};
  EXPECT_EQ(xml_attribute(attributes, "k"), "1");
  EXPECT_EQ(xml_attribute(attributes, "x:k"), "2");
  EXPECT_EQ(xml_attribute(attributes, "absent"), "");
}

TEST(XmlStream, PiecesOfAnySizeAreTheSameDocument) {
  Events whole;
  ASSERT_TRUE(XmlStream(whole).feed(kXml, true));
  for (std::size_t size = 1; size < kXml.size(); ++size) {
    Events events;
    XmlStream stream(events);
    for (std::size_t at = 0; at < kXml.size(); at += size)
      ASSERT_TRUE(stream.feed(kXml.substr(at, size), false)) << size;
    ASSERT_TRUE(stream.feed("", true)) << size;
    EXPECT_EQ(events.all, whole.all) << size;
  }
}

TEST(XmlStream, DamageIsToldByItsLine) {
  const auto refused = [](std::string_view xml) {
    Events events;
    XmlStream stream(events);
    const Status status = stream.feed(xml, true);
    EXPECT_FALSE(status);
    if (status) return std::string();
    EXPECT_EQ(status.error().code(), ErrorCode::kCorrupt);
    return status.error().message();
  };
  EXPECT_THAT(refused("<a>\n<b>\n</a>"), testing::StartsWith("its XML is damaged in line 3 ("));
  EXPECT_THAT(refused("<a>"), testing::StartsWith("its XML is damaged in line 1 ("));
  EXPECT_THAT(refused(""), testing::StartsWith("its XML is damaged in line 1 ("));
  EXPECT_THAT(refused("<a>&unknown;</a>"), testing::StartsWith("its XML is damaged in line 1 ("));
  EXPECT_EQ(refused("<!DOCTYPE a [<!ENTITY b \"bomb\">]><a>&b;</a>"),
            "its XML has a document type, which none should");
}

}  // namespace
}  // namespace vitrine::formats
