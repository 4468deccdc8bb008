#include "formats/excel_file.h"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "formats/excel_cells.h"
#include "formats/rows_for_tests.h"

namespace vitrine::formats {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ExcelFile : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::path(::testing::TempDir()) / ("excel_" + std::to_string(::getpid()) + ".xlsx");
  }
  void TearDown() override { fs::remove(path_); }

  /// A workbook whose first sheet has these rows, the second none.
  void write(const std::string& rows, const std::string& workbook_extra = "",
             const std::string& behind = "") const {
    const std::string sheet =
        "<worksheet><sheetData>" + rows + "</sheetData>" + behind + "</worksheet>";
    write_members(
        {{"xl/workbook.xml",
          "<x:workbook xmlns:x=\"u\" xmlns:r=\"v\">" + workbook_extra +
              "<x:sheets><x:sheet name=\"My sheet\" r:id=\"r1\"/><x:sheet name=\"Empty\" "
              "state=\"hidden\" r:id=\"r2\"/></x:sheets></x:workbook>"},
         {"xl/_rels/workbook.xml.rels",
          "<Relationships><Relationship Id=\"r1\" Type=\"http://x/worksheet\" "
          "Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"http://x/worksheet\" "
          "Target=\"/xl/worksheets/sheet2.xml\"/></Relationships>"},
         {"xl/sharedStrings.xml",
          "<sst><si><t>id</t></si><si><r><t>na</t></r><r><t>me</t></r><rPh><t>aid</t></rPh></si>"
          "<si><t xml:space=\"preserve\"> a &amp; b </t></si></sst>"},
         {"xl/styles.xml",
          "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"[h]:mm:ss\"/></numFmts>"
          "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
          "<xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf "
          "numFmtId=\"20\"/></cellXfs></styleSheet>"},
         {"xl/worksheets/sheet1.xml", sheet},
         {"xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>"}});
  }
  void write_members(const std::vector<std::pair<std::string, std::string>>& members) const {
    archive* out = archive_write_new();
    archive_write_set_format_zip(out);
    archive_write_open_filename(out, path_.c_str());
    for (const auto& [name, content] : members) {
      archive_entry* entry = archive_entry_new();
      archive_entry_set_pathname(entry, name.c_str());
      archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
      archive_entry_set_filetype(entry, AE_IFREG);
      archive_write_header(out, entry);
      archive_write_data(out, content.data(), content.size());
      archive_entry_free(entry);
    }
    archive_write_free(out);
  }
  std::string read(const std::string& rows, const std::string& extra = "") const {
    write(rows, extra);
    return shown(open_excel(path_, "My sheet"));
  }

  fs::path path_;
};

TEST_F(ExcelFile, HeaderSharedTextsFormulasAndGapsAreRead) {
  EXPECT_EQ(
      read("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c></row>"
           "<row r=\"3\"><c r=\"A3\"><f>1+1</f><v>2</v></c><c r=\"B3\" t=\"s\"><v>2</v></c></row>"
           "<row r=\"5\"><c r=\"B5\" t=\"inlineStr\"><is><t>in</t></is></c>"
           "<c r=\"D5\" t=\"b\"><v>1</v></c></row><row r=\"9\"/>"),
      "id:int64, name:string, C:null, D:bool [(2, ' a & b ', NULL, NULL), "
      "(NULL, NULL, NULL, NULL), (NULL, in, NULL, true)]");
}

TEST_F(ExcelFile, ATableMayStandAnywhereOnItsSheet) {
  EXPECT_EQ(read(R"(<row r="3"><c r="C3" t="str"><v>a</v></c><c r="E3" t="str"><v>b</v></c></row>)"
                 R"(<row r="4"><c r="C4"><v>1</v></c><c r="E4"><v>2</v></c></row>)"),
            read(R"(<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>D</v></c>)"
                 R"(<c r="C1" t="str"><v>b</v></c></row>)"
                 R"(<row r="2"><c r="A2"><v>1</v></c><c r="C2"><v>2</v></c></row>)"));
}

TEST_F(ExcelFile, WhereTheTableIsMayBeSaid) {
  write(R"(<row r="1"><c t="str"><v>Report of 2024</v></c></row>)"
        R"(<row r="3"><c r="A3" t="str"><v>id</v></c><c r="B3"><v>2020</v></c></row>)"
        R"(<row r="4"><c r="A4"><v>1</v></c><c r="B4"><v>2</v></c></row>)"
        R"(<row r="5"><c r="A5"><v>3</v></c><c r="B5"><v>4</v></c></row>)");
  const auto read = [&](const SheetReading& reading) {
    return shown(open_excel(path_, "My sheet", reading));
  };
  EXPECT_EQ(read({.has_header = true, .skip_rows = 2}), "id:int64, 2020:int64 [(1, 2), (3, 4)]");
  EXPECT_EQ(read({.has_header = true, .skip_rows = 1, .skipped = {0, 3}}),
            "id:int64, 2020:int64 [(3, 4)]")
      << "rows without cells count";
  EXPECT_EQ(read({.skip_rows = 3, .names = {"a", "b"}}), "a:int64, b:int64 [(1, 2), (3, 4)]");
  EXPECT_EQ(read({.has_header = false, .skip_rows = 3}), "A:int64, B:int64 [(1, 2), (3, 4)]");
  EXPECT_EQ(read({.has_header = true, .skip_rows = 2, .names = {"a", "b"}}),
            "a:int64, b:int64 [(1, 2), (3, 4)]");
  EXPECT_EQ(read({.skip_rows = 3, .names = {"a"}}),
            "the sheet \"My sheet\": has 2 columns where 1 column names are given");
  EXPECT_EQ(read({.skip_rows = 9}),
            "the sheet \"My sheet\" is empty behind the rows that are left out");
}

TEST_F(ExcelFile, NumbersUnderFormatsAreDaysAndTimes) {
  EXPECT_EQ(read("<row><c s=\"1\"><v>45351</v></c><c s=\"1\"><v>45351.5</v></c>"
                 "<c s=\"3\"><v>0.25</v></c><c s=\"3\"><v>1.5</v></c><c><v>0.1</v></c></row>"
                 "<row><c s=\"1\"><v>59</v></c><c s=\"1\"><v>1</v></c></row>"),
            "A:date32, B:timestamp[us], C:time64[us], D:duration[us], E:float64 "
            "[(2024-02-29, '2024-02-29 12:00:00', '06:00:00', 129600000000, 0.1), "
            "(1900-02-28, '1900-01-01 00:00:00', NULL, NULL, NULL)]");
  EXPECT_EQ(read("<row><c s=\"1\"><v>0</v></c></row>", "<x:workbookPr date1904=\"1\"/>"),
            "A:date32 [(1904-01-01)]");
  EXPECT_EQ(read("<row><c s=\"1\"><v>0</v></c></row>",
                 "<x:workbookPr date1904=\"1\"/><x:extLst><x:ext><x:workbookPr z=\"1\"/></x:ext>"
                 "</x:extLst>"),
            "A:date32 [(1904-01-01)]")
      << "what Excel of today adds under the same name";
}

TEST_F(ExcelFile, YearsOverOtherNumbersAreNamesAndDaysAreNamedAsDays) {
  const std::string years =
      "<row><c t=\"str\"><v>land</v></c><c><v>2020</v></c><c><v>2021</v></c></row>";
  const auto row = [](const std::string& a, const std::string& b) {
    return "<row><c t=\"str\"><v>x</v></c><c><v>" + a + "</v></c><c><v>" + b + "</v></c></row>";
  };
  write(years + row("5", "6"));
  const Result<RowFile> file = open_excel(path_, "My sheet");
  EXPECT_EQ(shown(file), "land:string, 2020:int64, 2021:int64 [(x, 5, 6)]");
  EXPECT_THAT(file->notices, ElementsAre(HasSubstr("has years over other numbers")));
  EXPECT_THAT(read(years + row("1999", "2021")), HasSubstr("A:string, B:int64")) << "born, died";
  EXPECT_THAT(read(years), HasSubstr("A:string, B:int64"));
  EXPECT_THAT(read("<row><c t=\"str\"><v>x</v></c><c><v>2020</v></c></row>"
                   "<row><c t=\"str\"><v>y</v></c><c><v>5</v></c></row>"),
              HasSubstr("A:string, B:int64"))
      << "one year";
  write("<row><c t=\"str\"><v>land</v></c><c s=\"1\"><v>45351</v></c></row>" +
        std::string("<row><c t=\"str\"><v>x</v></c><c><v>5</v></c></row>"));
  EXPECT_EQ(shown(open_excel(path_, "My sheet", {.has_header = true})),
            "land:string, 2024-02-29:int64 [(x, 5)]");
}

TEST_F(ExcelFile, SpansAreNoTimesOfDayAndMomentsUnderHoursAreMoments) {
  EXPECT_EQ(read("<row><c s=\"2\"><v>0.25</v></c><c s=\"3\"><v>45351.5</v></c></row>"),
            "A:duration[us], B:timestamp[us] [(21600000000, '2024-02-29 12:00:00')]");
}

TEST_F(ExcelFile, TimesBesideTextsAreTold) {
  EXPECT_EQ(
      read("<row><c t=\"str\"><v>closed</v></c></row><row><c s=\"3\"><v>0.375</v></c></row>"
           "<row><c s=\"2\"><v>1.25</v></c></row><row><c s=\"3\"><v>-0.5000115</v></c></row>"
           "<row><c s=\"3\"><v>45351.5</v></c></row>"),
      "closed:string [('09:00:00'), ('30:00:00'), ('-12:00:00.994'), ('2024-02-29 12:00:00')]");
}

TEST_F(ExcelFile, PartsAndCellsMayBeNamedInOtherWays) {
  write_members(
      {{"xl/Workbook2.xml", "<w><sheets><sheet name=\"S\" r:id=\"r\"/></sheets></w>"},
       {"xl/_rels/Workbook2.xml.rels",
        "<R><Relationship Id=\"r\" Type=\"x/worksheet\" Target=\"s.xml\"/></R>"},
       {"xl/SharedStrings.xml", "<sst><si><t>a</t></si></sst>"},
       {"xl/s.xml",
        "<worksheet><row><c r=\"c1\" t=\"s\"><v>0</v></c></row><row><c r=\"c2\"><v>1</v></c>"
        "</row></worksheet>"}});
  EXPECT_EQ(shown(open_excel(path_, "S")), "a:int64 [(1)]");
  write_members({{"xl/workbook_old.xml", "<w/>"}});
  EXPECT_THAT(shown(open_excel(path_, "S")), HasSubstr("holds no sheets"));
}

TEST_F(ExcelFile, TextsAreWhatExcelShows) {
  EXPECT_EQ(excel_text("a_x000D_\nb"), "a\r\nb");
  EXPECT_EQ(excel_text("_x000d__x0009_"), "\r\t");
  EXPECT_EQ(excel_text("_x005F_x000D_"), "_x000D_");
  EXPECT_EQ(excel_text("a_x005F_x0041_b"), "a_x0041_b");
  for (const char* text :
       {"img_x1024_", "_x005F_", "_x005F_y", "_x0000_", "_x00D_", "_x", "_x000D", "_x00-1_"})
    EXPECT_EQ(excel_text(text), text);
  EXPECT_EQ(read("<row><c t=\"str\"><v>v</v></c></row><row><c t=\"str\"><v>a_x000D_b</v></c></row>"
                 "<row><c t=\"b\"><v>true</v></c></row>"),
            "v:string [(a\rb), (TRUE)]");
}

TEST_F(ExcelFile, MixedKindsAreTextAndErrorsAreNull) {
  write(
      "<row><c><v>1</v></c></row><row><c t=\"str\"><v>x</v></c></row>"
      "<row><c s=\"1\"><v>45351</v></c></row><row><c t=\"e\"><v>#N/A</v></c></row>"
      "<row><c><v>0.30000000000000004</v></c></row>");
  const Result<RowFile> file = open_excel(path_, "My sheet");
  EXPECT_EQ(shown(file), "A:string [(1), (x), (2024-02-29), (NULL), (0.30000000000000004)]");
  EXPECT_THAT(file->notices,
              ElementsAre(HasSubstr("My sheet has no header"), HasSubstr("1 cells hold an error")));
}

TEST_F(ExcelFile, EmptyTextsAreNullBesideAllButTexts) {
  const std::string empty = "<c t=\"inlineStr\"><is><t></t></is></c>";
  EXPECT_EQ(read("<row><c><v>1.5</v></c><c t=\"str\"><v>x</v></c>" + empty + "</row><row>" + empty +
                 empty + empty + "</row>"),
            "A:float64, B:string, C:string [(1.5, x, ''), (NULL, '', '')]");
}

TEST_F(ExcelFile, FormulasWithoutAResultAreNullAndSaid) {
  write(
      "<row><c><v>1</v></c><c><f>A1*2</f><v/></c></row><row><c><v>2</v></c><c><f>A2</f></c></row>");
  const Result<RowFile> file = open_excel(path_, "My sheet");
  EXPECT_EQ(shown(file), "A:int64, B:null [(1, NULL), (2, NULL)]");
  EXPECT_THAT(file->notices, Contains(HasSubstr("2 formulas have no result in the file")));
}

TEST_F(ExcelFile, MergedCellsAndHiddenSheetsAreSaid) {
  write("<row><c><v>1</v></c><c/></row>", "",
        "<mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells>");
  EXPECT_THAT(open_excel(path_, "My sheet")->notices, Contains(HasSubstr("has merged cells")));
  write_members({{"xl/workbook.xml",
                  "<w><sheets><sheet name=\"S\" state=\"veryHidden\" r:id=\"r\"/></sheets></w>"},
                 {"xl/_rels/workbook.xml.rels",
                  "<R><Relationship Id=\"r\" Type=\"x/worksheet\" Target=\"s.xml\"/></R>"},
                 {"xl/s.xml", "<worksheet><row><c><v>1</v></c></row></worksheet>"}});
  EXPECT_THAT(open_excel(path_, "S")->notices, Contains(HasSubstr("is hidden")));
}

TEST_F(ExcelFile, LettersGiveWayToNamesOfTheSheet) {
  const auto text = [](const std::string& t) {
    return "<c t=\"inlineStr\"><is><t>" + t + "</t></is></c>";
  };
  write("<row><c/>" + text("a") + "<c/>" + text("b") + "</row><row><c><v>0</v></c><c><v>1</v></c>" +
        "<c><v>2</v></c><c><v>3</v></c></row>");
  const Result<RowFile> file = open_excel(path_, "My sheet");
  ASSERT_TRUE(file);
  std::vector<std::string> names;
  for (const schema::FeatureField& field : file->features) names.push_back(field.name);
  EXPECT_THAT(names, ElementsAre("column_A", "a", "C", "b"));
}

TEST_F(ExcelFile, AHeaderWithOneNameMayBeATitle) {
  const std::string title = "<row><c t=\"inlineStr\"><is><t>Report</t></is></c></row>";
  const std::string row = "<row><c><v>1</v></c><c><v>2</v></c></row>";
  write(title + row);
  EXPECT_THAT(open_excel(path_, "My sheet")->notices,
              Contains(HasSubstr("has a name for 1 of its 2 columns")));
  write("<row><c/><c t=\"inlineStr\"><is><t>a</t></is></c></row>" + row);
  EXPECT_THAT(open_excel(path_, "My sheet")->notices, ElementsAre()) << "an index of pandas";
}

TEST_F(ExcelFile, IntegersThatADoubleWouldRoundAreText) {
  write(
      "<row><c t=\"inlineStr\"><is><t>id</t></is></c></row>"
      "<row><c><v>9007199254740993</v></c></row>");
  EXPECT_EQ(open_excel(path_, "My sheet")->features.front().type, schema::Feature::value("string"));
  write(
      "<row><c t=\"inlineStr\"><is><t>id</t></is></c></row>"
      "<row><c><v>9007199254740991</v></c></row>");
  EXPECT_EQ(open_excel(path_, "My sheet")->features.front().type, schema::Feature::value("int64"));
}

TEST_F(ExcelFile, SheetsAreListed) {
  write("<row><c><v>1</v></c></row>");
  EXPECT_THAT(*excel_sheets(path_), ElementsAre("My sheet", "Empty"));
  EXPECT_THAT(shown(open_excel(path_, "Empty")), HasSubstr("is empty"));
  EXPECT_THAT(shown(open_excel(path_, "gone")), HasSubstr("no sheet \"gone\""));
}

TEST_F(ExcelFile, DamageIsRefused) {
  EXPECT_THAT(read("<row><c></row>"), HasSubstr("XML is damaged"));
  EXPECT_THAT(read("<row r=\"3\"/><row r=\"2\"/>"), HasSubstr("out of order"));
  EXPECT_THAT(read("<row r=\"99999999\"><c><v>1</v></c></row>"), HasSubstr("more rows or columns"));
  EXPECT_THAT(read("<row><c r=\"ZZZZ1\"><v>1</v></c></row>"), HasSubstr("more rows or columns"));
  EXPECT_EQ(read("<row><c t=\"s\"><v>77</v></c></row>"), "A:null [(NULL)]");
  write_members({{"xl/workbook.xml", "<!DOCTYPE x [<!ENTITY e \"e\">]><workbook/>"}});
  EXPECT_THAT(shown(open_excel(path_, "x")), HasSubstr("document type"));
  write_members({{"a.txt", "x"}});
  EXPECT_THAT(shown(open_excel(path_, "x")), HasSubstr("no sheets"));
  std::ofstream(path_, std::ios::trunc | std::ios::binary) << "\xD0\xCF\x11\xE0 old";
  EXPECT_THAT(shown(open_excel(path_, "x")), HasSubstr("save it as .xlsx"));
}

TEST(ExcelFormat, CodesTellDaysTimesAndNumbers) {
  EXPECT_EQ(excel_format("yyyy\\-mm\\-dd"), ExcelFormat::kDay);
  EXPECT_EQ(excel_format("[$-409]d\\-mmm"), ExcelFormat::kDay);
  EXPECT_EQ(excel_format("mmm"), ExcelFormat::kDay);
  EXPECT_EQ(excel_format("h:mm AM/PM"), ExcelFormat::kTime);
  EXPECT_EQ(excel_format("[h]:mm"), ExcelFormat::kSpan);
  EXPECT_EQ(excel_format("mm:ss.0"), ExcelFormat::kTime);
  EXPECT_EQ(excel_format("0.00"), ExcelFormat::kNumber);
  EXPECT_EQ(excel_format("#,##0.00 \"days\""), ExcelFormat::kNumber);
  EXPECT_EQ(excel_format("General"), ExcelFormat::kNumber);
  EXPECT_EQ(excel_format("[Red]0;[Blue]0"), ExcelFormat::kNumber);
  EXPECT_EQ(excel_column_name(0), "A");
  EXPECT_EQ(excel_column_name(25), "Z");
  EXPECT_EQ(excel_column_name(26), "AA");
  EXPECT_EQ(excel_column_name(16'383), "XFD");
}

}  // namespace
}  // namespace vitrine::formats
