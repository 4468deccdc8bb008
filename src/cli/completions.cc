#include "cli/completions.h"

#include <algorithm>

namespace vitrine::cli {
namespace {

// Prints the names of the library's datasets, a line each, without its heading.
constexpr std::string_view kDatasets = "vitrine list 2>/dev/null | awk 'NR > 1 {print $1}'";

/// In single quotes of a shell; `escape` is what stands for one quote inside of them.
std::string quoted(std::string_view text, std::string_view escape) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += escape;
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : std::string(separator)) + word;
  return out;
}

/// Names that start with a dash, of all options.
std::vector<std::string> names_of(const std::vector<OptionOutline>& options) {
  std::vector<std::string> names;
  for (const OptionOutline& option : options)
    names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

/// Of a token, a removed dataset and a model the name is of something else.
bool takes_dataset(const CommandOutline& command) {
  if (command.name == "token" || command.name == "restore" || command.name == "model") return false;
  return std::ranges::any_of(
      command.options, [](const OptionOutline& option) { return option.positional == "NAME"; });
}

// ---- bash

std::string bash_cases(const Outline& outline) {
  std::string out;
  const auto add = [&out](const std::string& command, const OptionOutline& option) {
    if (option.names.empty() || option.value.empty()) return;
    for (const std::string& name : option.names) {
      out += "    " + command + ":" + name + ")";
      if (!option.choices.empty())
        out += " COMPREPLY=($(compgen -W " + quoted(joined(option.choices, " "), "'\\''") +
               " -- \"$current\"));";
      out += " return ;;\n";
    }
  };
  for (const CommandOutline& command : outline.commands)
    for (const OptionOutline& option : command.options) add(command.name, option);
  for (const OptionOutline& option : outline.options) add("*", option);
  return out;
}

/// What may stand where no option is: choices of the first positional argument, or datasets.
std::string bash_words(const CommandOutline& command) {
  for (const OptionOutline& option : command.options) {
    if (!option.positional.empty() && !option.choices.empty()) return joined(option.choices, " ");
  }
  return takes_dataset(command) ? "$(" + std::string(kDatasets) + ")" : "";
}

std::string bash(const Outline& outline) {
  std::vector<std::string> commands;
  std::string options;
  std::string words;
  for (const CommandOutline& command : outline.commands) {
    commands.push_back(command.name);
    options += "    " + command.name +
               ") words=" + quoted(joined(names_of(command.options), " "), "'\\''") + " ;;\n";
    if (const std::string found = bash_words(command); !found.empty())
      words += "    " + command.name + ") words=\"" + found + "\" ;;\n";
  }
  const std::string global = joined(names_of(outline.options), " ");
  return "# bash completion of vitrine, made by `vitrine completions bash`.\n"
         "_vitrine() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
         "  local command= words= word\n"
         "  COMPREPLY=()\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case $word in\n"
         "    " +
         joined(commands, "|") +
         ") command=$word; break ;;\n"
         "    esac\n"
         "  done\n"
         "  case $command:$previous in\n" +
         bash_cases(outline) +
         "  esac\n"
         "  if [[ $current == -* ]]; then\n"
         "    case $command in\n" +
         options +
         "    esac\n"
         "    COMPREPLY=($(compgen -W \"$words " +
         global +
         "\" -- \"$current\"))\n"
         "    return\n"
         "  fi\n"
         "  case $command in\n"
         "    '') words=" +
         quoted(joined(commands, " "), "'\\''") + " ;;\n" + words +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "}\n"
         "complete -o default -F _vitrine vitrine\n";
}

// ---- zsh

/// Colons and brackets mean something in a specification of _arguments.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_action(const OptionOutline& option, bool is_dataset) {
  if (!option.choices.empty()) return "(" + joined(option.choices, " ") + ")";
  return is_dataset ? "_vitrine_datasets" : "_files";
}

std::string zsh_argument(const CommandOutline& command, const OptionOutline& option) {
  std::vector<std::string> lines;
  const std::string message =
      ":" + zsh_text(option.positional.empty() ? option.value : option.positional) + ":";
  if (option.names.empty()) {
    const bool many = option.positional == "SOURCE";
    return " \\\n      " +
           quoted((many ? "*" : "") + message +
                      zsh_action(option, option.positional == "NAME" && takes_dataset(command)),
                  "'\\''");
  }
  std::string out;
  for (const std::string& name : option.names) {
    std::string text = "*" + name + "[" + zsh_text(option.description) + "]";
    if (!option.value.empty()) text += message + zsh_action(option, false);
    out += " \\\n      " + quoted(text, "'\\''");
  }
  return out;
}

std::string zsh(const Outline& outline) {
  std::string commands;
  std::string cases;
  const CommandOutline global{"", "", outline.options};
  std::string everywhere;
  for (const OptionOutline& option : global.options) everywhere += zsh_argument(global, option);
  for (const CommandOutline& command : outline.commands) {
    commands += "    " + quoted(command.name + ":" + zsh_text(command.description), "'\\''") + "\n";
    cases += "    " + command.name + ") _arguments -s" + everywhere;
    for (const OptionOutline& option : command.options) cases += zsh_argument(command, option);
    cases += " ;;\n";
  }
  return "#compdef vitrine\n"
         "# zsh completion of vitrine, made by `vitrine completions zsh`.\n"
         "_vitrine_datasets() {\n"
         "  local -a names=(${(f)\"$(" +
         std::string(kDatasets) +
         ")\"})\n"
         "  _alternative \"datasets:dataset:(${names[*]})\" 'files:file:_files'\n"
         "}\n"
         "_vitrine() {\n"
         "  local -a commands=(\n" +
         commands +
         "  )\n"
         "  local context state state_descr line\n"
         "  typeset -A opt_args\n"
         "  _arguments -C" +
         everywhere +
         " \\\n      '1: :->command' \\\n      '*:: :->rest'\n"
         "  case $state in\n"
         "  command) _describe command commands; _files ;;\n"
         "  rest)\n"
         "    case $words[1] in\n" +
         cases +
         "    esac ;;\n"
         "  esac\n"
         "}\n"
         "if [[ $funcstack[1] == _vitrine ]]; then _vitrine \"$@\"; else compdef _vitrine vitrine; "
         "fi\n";
}

// ---- fish

std::string fish_text(std::string_view text) {
  return quoted(text, "\\'");
}

std::string fish_option(const std::string& condition, const OptionOutline& option) {
  std::string out;
  for (const std::string& name : option.names) {
    const bool is_long = name.starts_with("--");
    out += "complete -c vitrine" + condition + (is_long ? " -l " : " -s ") +
           name.substr(is_long ? 2 : 1) + " -d " + fish_text(option.description);
    if (!option.value.empty()) out += " -r";
    if (!option.choices.empty()) out += " -f -a " + fish_text(joined(option.choices, " "));
    out += "\n";
  }
  return out;
}

std::string fish(const Outline& outline) {
  std::string out = "# fish completion of vitrine, made by `vitrine completions fish`.\n";
  for (const OptionOutline& option : outline.options) out += fish_option("", option);
  for (const CommandOutline& command : outline.commands)
    out += "complete -c vitrine -n __fish_use_subcommand -a " + command.name + " -d " +
           fish_text(command.description) + "\n";
  for (const CommandOutline& command : outline.commands) {
    const std::string condition = " -n '__fish_seen_subcommand_from " + command.name + "'";
    for (const OptionOutline& option : command.options) {
      if (option.names.empty() && !option.choices.empty())
        out += "complete -c vitrine" + condition + " -f -a " +
               fish_text(joined(option.choices, " ")) + "\n";
      out += fish_option(condition, option);
    }
    if (takes_dataset(command))
      out += "complete -c vitrine" + condition + " -a " +
             fish_text("(" + std::string(kDatasets) + ")") + "\n";
  }
  return out;
}

}  // namespace

std::string completions(const Outline& outline, std::string_view shell) {
  if (shell == "bash") return bash(outline);
  return shell == "zsh" ? zsh(outline) : fish(outline);
}

}  // namespace vitrine::cli
