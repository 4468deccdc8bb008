// Completions and the manual, of a small outline: what must be quoted, and who is offered what.

#include <gmock/gmock.h>

#include "cli/completions.h"
#include "cli/manual.h"

namespace vitrine::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

Outline small() {
  Outline outline;
  outline.description = "Shows it's data-sets";
  outline.options = {{{"-h", "--help"}, "", "", "Print this: [help]", {}, false}};
  outline.commands = {
      {"info",
       "Describe one",
       {{{}, "NAME", "TEXT", "Dataset's name", {}, true},
        {{"--format"}, "", "TEXT", "How", {"table", "json"}, false}}},
      {"model",
       "Fetch a model",
       {{{}, "ACTION", "TEXT", "What", {"pull", "list"}, true},
        {{}, "NAME", "TEXT", "Which model", {}, false}}},
      {"serve",
       "Serve",
       {{{}, "SOURCE", "TEXT", "Files", {}, false},
        {{"--out"}, "", "TEXT", ".dot\\file", {}, false}}},
  };
  return outline;
}

TEST(BashCompletions, OfferChoicesWhereAnOptionHasThem) {
  const std::string script = completions(small(), "bash");
  EXPECT_THAT(script, HasSubstr("    info:--format) COMPREPLY=($(compgen -W 'table json' -- "
                                "\"$current\")); return ;;\n"));
  EXPECT_THAT(script, HasSubstr("    serve:--out) return ;;\n")) << "a file, which the shell knows";
  EXPECT_THAT(script, HasSubstr("    info|model|serve) command=$word; break ;;\n"));
  EXPECT_THAT(script, HasSubstr("    '') words='info model serve' ;;\n"));
  EXPECT_THAT(script, HasSubstr("    model) words=\"pull list\" ;;\n"));
  EXPECT_THAT(script, HasSubstr("    info) words=\"$(vitrine list"));
  EXPECT_THAT(script, Not(HasSubstr("*:--help"))) << "a flag takes nothing";
}

TEST(ZshCompletions, EscapeWhatTheirSpecificationsRead) {
  const std::string script = completions(small(), "zsh");
  EXPECT_THAT(script, HasSubstr(R"('*--help[Print this\: \[help\]]')"));
  EXPECT_THAT(script, HasSubstr(R"('*--out[.dot\\file]:TEXT:_files')"));
  EXPECT_THAT(script, HasSubstr("':NAME:_vitrine_datasets'"));
  EXPECT_THAT(script, HasSubstr("'*:SOURCE:_files'"));
  EXPECT_THAT(script, HasSubstr("'*--format[How]:TEXT:(table json)'"));
  EXPECT_THAT(script, HasSubstr("    'info:Describe one'\n"));
}

TEST(FishCompletions, QuoteAndTellShortFromLong) {
  const std::string script = completions(small(), "fish");
  EXPECT_THAT(script, HasSubstr("complete -c vitrine -s h -d 'Print this: [help]'\n"));
  EXPECT_THAT(script, HasSubstr("complete -c vitrine -l help -d 'Print this: [help]'\n"));
  EXPECT_THAT(
      script,
      HasSubstr(
          "-n '__fish_seen_subcommand_from info' -l format -d 'How' -r -f -a 'table json'\n"));
  EXPECT_THAT(script, HasSubstr("-n '__fish_seen_subcommand_from model' -f -a 'pull list'\n"));
  EXPECT_THAT(script, HasSubstr("-n __fish_use_subcommand -a serve -d 'Serve'\n"));
}

TEST(Completions, ADatasetIsOfferedOnlyWhereOneIsNamed) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    Outline outline = small();
    outline.commands = {outline.commands[1]};
    std::string script = completions(outline, shell);
    // zsh has a function that lists them, whether it is called or not.
    const std::string call =
        shell == std::string("zsh") ? ":NAME:_vitrine_datasets" : "vitrine list";
    EXPECT_THAT(script, Not(HasSubstr(call))) << shell << ": the name of a model";
    outline.commands = {small().commands[0]};
    script = completions(outline, shell);
    EXPECT_THAT(script, HasSubstr(call)) << shell;
  }
}

TEST(Completions, AQuoteInADescriptionEndsNoWord) {
  Outline outline = small();
  outline.commands[0].description = "it's";
  EXPECT_THAT(completions(outline, "fish"), HasSubstr("-d 'it\\'s'\n"));
  EXPECT_THAT(completions(outline, "zsh"), HasSubstr("'info:it'\\''s'\n"));
}

TEST(Manual, EscapesWhatRoffReads) {
  const std::string page = manual(small(), "1.2.3");
  EXPECT_THAT(page, HasSubstr(".TH VITRINE 1 \"\" \"vitrine 1.2.3\" \"User commands\"\n"));
  EXPECT_THAT(page, HasSubstr("\nShows it\\(aqs data\\-sets\n"));
  EXPECT_THAT(page, HasSubstr("\n\\&.dot\\(rsfile.\n")) << "no line begins as a command";
  EXPECT_THAT(page, HasSubstr(".TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\nPrint this: [help].\n"));
}

TEST(Manual, ASynopsisSaysWhatMustBeThere) {
  const std::string page = manual(small(), "1");
  EXPECT_THAT(page, HasSubstr(".SS \"vitrine info NAME [options]\"\nDescribe one.\n"));
  EXPECT_THAT(page, HasSubstr(".SS \"vitrine model ACTION [NAME] [options]\"\n"));
  EXPECT_THAT(page, HasSubstr(".SS \"vitrine serve [SOURCE] [options]\"\n"));
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-format\\fR \\fITEXT\\fR\nHow (table, json).\n"));
}

TEST(Manual, TheWholeProgramHasNoLineThatBeginsAsAnUnknownCommand) {
  const std::string page = manual(outline(), "1");
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('.')) continue;
    const std::string name = line.substr(1, line.find(' ') - 1);
    EXPECT_THAT((std::vector<std::string>{"TH", "SH", "SS", "TP", "B", "I", "br"}),
                testing::Contains(name))
        << line;
  }
  for (const CommandOutline& command : outline().commands)
    EXPECT_THAT(page, HasSubstr(".SS \"vitrine " + command.name));
}

}  // namespace
}  // namespace vitrine::cli
