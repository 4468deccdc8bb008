// The command line: what is taken, what each option becomes, and what is refused with 2.

#include "cli/arguments.h"

#include <gmock/gmock.h>

#include <set>

#include "cli/outline.h"
#include "cli/row_output.h"

namespace vitrine::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

struct Parsed {
  std::optional<int> exit;  ///< Nothing: go on.
  Arguments arguments;
  std::string out;
  std::string err;
};

Parsed parse(std::vector<std::string> words) {
  words.insert(words.begin(), "vitrine");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  Parsed parsed;
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  parsed.exit = parse_arguments(static_cast<int>(argv.size()), argv.data(), parsed.arguments);
  parsed.out = testing::internal::GetCapturedStdout();
  parsed.err = testing::internal::GetCapturedStderr();
  return parsed;
}

Arguments taken(const std::vector<std::string>& words) {
  Parsed parsed = parse(words);
  EXPECT_EQ(parsed.exit, std::nullopt) << parsed.err;
  return std::move(parsed.arguments);
}

TEST(Arguments, EveryCommandIsOne) {
  const std::vector<std::pair<std::vector<std::string>, Command>> commands = {
      {{"serve"}, Command::kServe},
      {{"import", "a.csv"}, Command::kImport},
      {{"embed", "a", "--model", "m"}, Command::kEmbed},
      {{"model", "list"}, Command::kModel},
      {{"list"}, Command::kList},
      {{"info", "a"}, Command::kInfo},
      {{"rows", "a"}, Command::kRows},
      {{"stats", "a"}, Command::kStats},
      {{"search", "a", "q"}, Command::kSearch},
      {{"similar", "a", "1"}, Command::kSimilar},
      {{"sql", "a", "SELECT 1"}, Command::kSql},
      {{"export", "a"}, Command::kExport},
      {{"remove", "a"}, Command::kRemove},
      {{"restore", "a"}, Command::kRestore},
      {{"backup", "f"}, Command::kBackup},
      {{"gc"}, Command::kGc},
      {{"doctor"}, Command::kDoctor},
      {{"token", "owner"}, Command::kToken},
      {{"sample"}, Command::kSample},
      {{"mcp"}, Command::kMcp},
      {{"completions", "bash"}, Command::kCompletions},
      {{"man"}, Command::kManual},
      {{"version"}, Command::kVersion},
  };
  std::set<std::string> names;
  for (const auto& [words, command] : commands) {
    EXPECT_EQ(taken(words).command, command) << words.front();
    names.insert(words.front());
  }
  for (const CommandOutline& command : outline().commands)
    EXPECT_TRUE(names.contains(command.name)) << command.name << " is not tested here";
  EXPECT_EQ(names.size(), outline().commands.size());
}

TEST(Arguments, WrongUsageEndsWithTwoAndSaysWhy) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{}, "subcommand"},
      {{"--json"}, "subcommand"},
      {{"nosuch"}, "nosuch"},
      {{"import"}, "SOURCE"},
      {{"search", "papers"}, "QUERY"},
      {{"similar", "papers"}, "ROW"},
      {{"similar", "papers", "x"}, "ROW"},
      {{"similar", "papers", "-1"}, "-1 is below zero"},
      {{"sample", "--rows", "-1"}, "-1 is below zero"},
      {{"sample", "--seed", "-1"}, "-1 is below zero"},
      {{"serve", "--sql-seconds", "-1"}, "-1 is below zero"},
      {{"serve", "--answer-memory", "-1"}, "-1 is below zero"},
      {{"import", "a.csv", "--memory", "-1GiB"}, "-1GiB is below zero"},
      {{"rows", "papers", "--limit", "many"}, "limit"},
      {{"rows", "papers", "--nosuch", "1"}, "nosuch"},
      {{"rows", "papers", "--format", "xml"}, "--format"},
      {{"rows", "papers", "--format", "csv", "--json"}, "--json"},
      {{"export", "papers", "--format", "table"}, "--format"},
      {{"model", "push"}, "ACTION"},
      {{"token", "make"}, "ACTION"},
      {{"token", "add", "ana", "--role", "king"}, "--role"},
      {{"completions", "tcsh"}, "SHELL"},
      {{"serve", "--port", "65536"}, "--port"},
      {{"serve", "--read-only", "--allow-changes"}, "--read-only"},
      {{"serve", "--replica-seconds", "3"}, "--replica-of"},
      {{"serve", "--replica-of", "/there", "--replica-seconds", "0"}, "--replica-seconds"},
      {{"serve", "--replica-of", "/there", "--watch"}, "--watch"},
      {{"serve", "a.csv", "--replica-of", "/there"}, "--replica-of"},
      {{"serve", "--slow-threads", "0"}, "--slow-threads"},
      {{"serve", "--log", "xml"}, "--log"},
      {{"restore"}, ""},
      {{"restore", "papers", "--from", "folder"}, "--from"},
      {{"restore", "papers", "--overwrite"}, "--overwrite"},
      {{"search", "papers", "q", "--encoder", "nowhere"}, "--encoder"},
  };
  for (const auto& [words, named] : cases) {
    const Parsed parsed = parse(words);
    const std::string line = testing::PrintToString(words);
    EXPECT_EQ(parsed.exit, 2) << line;
    EXPECT_THAT(parsed.err, HasSubstr(named)) << line;
    EXPECT_THAT(parsed.out, IsEmpty()) << line;
  }
}

TEST(Arguments, HelpAndVersionEndWithNothing) {
  const Parsed help = parse({"--help"});
  EXPECT_EQ(help.exit, 0);
  for (const CommandOutline& command : outline().commands)
    EXPECT_THAT(help.out, HasSubstr(command.name));
  EXPECT_THAT(help.err, IsEmpty());
  EXPECT_EQ(parse({"--version"}).exit, 0);
  EXPECT_THAT(parse({"--version"}).out, HasSubstr("vitrine "));
  const Parsed search = parse({"search", "--help"});
  EXPECT_EQ(search.exit, 0);
  EXPECT_THAT(search.out, AllOf(HasSubstr("hybrid, keyword or semantic (default hybrid)"),
                                HasSubstr("(default 10, at most 10000)")));
}

TEST(Arguments, AFileWhereACommandWouldStandIsServedAndOpened) {
  const Arguments arguments = taken({"papers.csv", "more.csv", "--port", "0"});
  EXPECT_EQ(arguments.command, Command::kServe);
  EXPECT_TRUE(arguments.open);
  EXPECT_THAT(arguments.sources, ElementsAre("papers.csv", "more.csv"));
  EXPECT_EQ(arguments.port, 0);
  EXPECT_FALSE(taken({"serve", "papers.csv"}).open);
}

TEST(Arguments, OptionsOfEveryCommandMayStandBehindIt) {
  EXPECT_EQ(taken({"--home", "/a", "list"}).home, "/a");
  EXPECT_EQ(taken({"list", "--home", "/a"}).home, "/a");
  EXPECT_EQ(taken({"list"}).home, "");
}

TEST(Arguments, ParametersKeepTheirNamesAndOrder) {
  const Arguments arguments =
      taken({"search", "papers", "reward models", "--facet-limit", "3", "--where", "year > 2020",
             "--mode", "keyword", "--limit", "7", "--config", "c", "--split", "s"});
  EXPECT_EQ(arguments.name, "papers");
  EXPECT_EQ(arguments.query, "reward models");
  EXPECT_EQ(arguments.config, "c");
  EXPECT_EQ(arguments.split, "s");
  EXPECT_THAT(arguments.parameters,
              testing::UnorderedElementsAre(Pair("facet_limit", "3"), Pair("where", "year > 2020"),
                                            Pair("mode", "keyword"), Pair("limit", "7")));
}

TEST(Arguments, WhatACommandHasNoUseForIsNotAnOption) {
  for (const char* option : {"--mode", "--like", "--facets", "--vectors"})
    EXPECT_EQ(parse({"rows", "papers", option, "x"}).exit, 2) << option;
  for (const char* option : {"--q", "--typing", "--vector", "--highlights"})
    EXPECT_EQ(parse({"search", "papers", "x", option, "1"}).exit, 2) << option;
}

TEST(Arguments, WhatIsSaidOfReadingBecomesKeysOfACard) {
  const Arguments arguments =
      taken({"import", "a.csv", "--delimiter", ";", "--no-header", "--encoding", "latin1",
             "--skip-lines", "2", "--date-format", "%d/%m/%Y", "--field", "records", "--vector",
             "box", "--type", "zip=string", "--type", "n=int8"});
  EXPECT_THAT(arguments.reading,
              testing::UnorderedElementsAre(Pair("delimiter", ";"), Pair("header", "null"),
                                            Pair("encoding", "latin1"), Pair("skiprows", "2"),
                                            Pair("date_format", "%d/%m/%Y"),
                                            Pair("field", "records"), Pair("vectors", "box")));
  EXPECT_THAT(arguments.types, ElementsAre("zip=string", "n=int8"));
  EXPECT_THAT(taken({"import", "a.csv", "--header"}).reading, ElementsAre(Pair("header", "true")));
  EXPECT_EQ(parse({"import", "a.csv", "--header", "--no-header"}).exit, 2);
}

TEST(Arguments, WrongValuesOfReadingAreWrongUsage) {
  using Words = std::vector<std::string>;
  for (const Words& wrong :
       {Words{"--skip-lines", "x"}, Words{"--delimiter", "ab"}, Words{"--encoding", "klingon"},
        Words{"--type", "a"}, Words{"--type", "=int8"}, Words{"--type", "a=quark"}})
    EXPECT_EQ(parse({"import", "a.csv", wrong[0], wrong[1]}).exit, 2) << wrong[0];
  EXPECT_EQ(taken({"import", "a.csv", "--delimiter", "none"}).reading,
            (ask::Pairs{{"delimiter", "none"}}));
}

TEST(Arguments, SizesHaveUnits) {
  EXPECT_EQ(taken({"import", "a.csv", "--memory", "2GiB"}).memory_bytes, 2ULL << 30U);
  EXPECT_EQ(taken({"import", "a.csv", "--memory", "512MiB"}).memory_bytes, 512ULL << 20U);
  EXPECT_EQ(taken({"import", "a.csv", "--memory", "1000"}).memory_bytes, 1000U);
  EXPECT_EQ(parse({"import", "a.csv", "--memory", "much"}).exit, 2);
}

TEST(Arguments, TheServersDefaultsAreSafe) {
  const Arguments arguments = taken({"serve"});
  EXPECT_EQ(arguments.host, "127.0.0.1");
  EXPECT_EQ(arguments.port, std::nullopt);
  EXPECT_FALSE(arguments.allow_changes);
  EXPECT_FALSE(arguments.read_only);
  EXPECT_FALSE(arguments.is_private);
  EXPECT_FALSE(arguments.watch);
  EXPECT_EQ(arguments.log_format, "text");
  EXPECT_EQ(arguments.user_field, "X-Forwarded-User");
  EXPECT_EQ(taken({"token", "add", "ana"}).role, "reader");
}

TEST(Arguments, WhatMayBeRepeatedIs) {
  const Arguments arguments =
      taken({"serve", "--allow-host", "a.org", "--allow-host", "b.org", "--allow-origin", "*",
             "--trusted-proxy", "10.0.0.0/8", "--block", "team/*"});
  EXPECT_THAT(arguments.allowed_hosts, ElementsAre("a.org", "b.org"));
  EXPECT_THAT(arguments.allowed_origins, ElementsAre("*"));
  EXPECT_THAT(arguments.trusted_proxies, ElementsAre("10.0.0.0/8"));
  EXPECT_THAT(arguments.blocked, ElementsAre("team/*"));
  EXPECT_THAT(taken({"token", "add", "ana", "--dataset", "a/*", "--dataset", "b/c"}).datasets,
              ElementsAre("a/*", "b/c"));
}

TEST(Arguments, AFormatIsOfTheListThatIsShown) {
  Arguments arguments;
  EXPECT_EQ(output_format(arguments), OutputFormat::kTable);
  for (std::size_t i = 0; i < std::size(kOutputFormats); ++i) {
    arguments = taken({"rows", "papers", "--format", std::string(kOutputFormats[i])});
    EXPECT_EQ(output_format(arguments), static_cast<OutputFormat>(i)) << kOutputFormats[i];
  }
  EXPECT_EQ(output_format(taken({"rows", "papers", "--json"})), OutputFormat::kJson);
}

TEST(Outline, SaysWhatIsRequiredAndWhichValuesThereAre) {
  const Outline all = outline();
  const auto option_of = [&](std::string_view command, std::string_view name) {
    for (const CommandOutline& one : all.commands) {
      if (one.name != command) continue;
      for (const OptionOutline& option : one.options)
        if (option.positional == name ||
            std::ranges::find(option.names, name) != option.names.end())
          return option;
    }
    ADD_FAILURE() << command << " has no " << name;
    return OptionOutline();
  };
  EXPECT_TRUE(option_of("search", "QUERY").required);
  EXPECT_FALSE(option_of("serve", "SOURCE").required);
  EXPECT_THAT(option_of("rows", "--format").choices,
              ElementsAre("table", "json", "jsonl", "csv", "parquet", "arrow"));
  EXPECT_THAT(option_of("completions", "SHELL").choices, ElementsAre("bash", "zsh", "fish"));
  EXPECT_EQ(option_of("list", "--json").value, "") << "a flag";
  EXPECT_NE(option_of("serve", "--port").value, "");
}

}  // namespace
}  // namespace vitrine::cli
