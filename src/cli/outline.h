#pragma once
// Outline: what the command line takes, as data. It is read off the parser itself, so that
// completions (cli/completions.h) and the manual (cli/manual.h) say what `--help` says.

#include <string>
#include <vector>

namespace vitrine::cli {

struct OptionOutline {
  std::vector<std::string> names;    ///< "--home", "-h"; empty for a positional one.
  std::string positional;            ///< "NAME"; empty for one with names.
  std::string value;                 ///< "TEXT", "UINT": what follows; empty for a flag.
  std::string description;           ///< Without a full stop.
  std::vector<std::string> choices;  ///< Of the value; empty where anything will do.
  bool required = false;
};

struct CommandOutline {
  std::string name;
  std::string description;
  std::vector<OptionOutline> options;  ///< In the order of --help.
};

struct Outline {
  std::string description;             ///< Of the program.
  std::vector<OptionOutline> options;  ///< Taken by every command.
  std::vector<CommandOutline> commands;
};

/// Of the parser that parse_arguments uses.
Outline outline();

}  // namespace vitrine::cli
