#include "cli/manual.h"

namespace vitrine::cli {
namespace {

constexpr std::string_view kAfterwards = R"(.SH FILES
.TP
.I ~/.local/share/vitrine
The library, where neither \-\-home nor VITRINE_HOME names another.
.SH ENVIRONMENT
.TP
.B VITRINE_HOME
Folder of the library.
.TP
.B HF_TOKEN
Token for hf:// datasets that are not open to everybody.
.SH EXIT STATUS
0 done; 1 failed, with one line on standard error that says why; 2 wrong usage.
.SH EXAMPLES
.TP
.B vitrine serve papers.parquet
Import a file and serve its page; the address is printed.
.TP
.B vitrine sql papers \(dqSELECT year, count(*) FROM train GROUP BY 1\(dq
Query it.
)";

/// Text as roff shows it: backslashes and dashes as they are, no line that begins as a command.
std::string text_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\(rs";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '\'') {
      out += "\\(aq";
    } else {
      out += c == '\n' ? ' ' : c;
    }
  }
  return out.starts_with('.') ? "\\&" + out : out;
}

std::string option_of(const OptionOutline& option) {
  std::string head;
  for (const std::string& name : option.names)
    head += (head.empty() ? "\\fB" : ", \\fB") + text_of(name) + "\\fR";
  const std::string& value = option.positional.empty() ? option.value : option.positional;
  if (!value.empty()) head += (head.empty() ? "\\fI" : " \\fI") + text_of(value) + "\\fR";
  std::string body = text_of(option.description);
  std::string choices;
  for (const std::string& choice : option.choices)
    choices += (choices.empty() ? "" : ", ") + text_of(choice);
  if (!choices.empty()) body += " (" + choices + ")";
  return ".TP\n" + head + "\n" + body + ".\n";
}

/// "NAME QUERY [options]"
std::string synopsis(const CommandOutline& command) {
  std::string out;
  for (const OptionOutline& option : command.options) {
    if (option.positional.empty()) continue;
    out += option.required ? " " + option.positional : " [" + option.positional + "]";
  }
  return text_of(out + " [options]");
}

}  // namespace

std::string manual(const Outline& outline, std::string_view version) {
  std::string out = ".TH VITRINE 1 \"\" \"vitrine " + std::string(version) +
                    "\" \"User commands\"\n.SH NAME\nvitrine \\- put any dataset behind glass\n"
                    ".SH SYNOPSIS\n.B vitrine\n.I FILE\n[options of serve]\n.br\n.B vitrine\n.I "
                    "COMMAND\n[options]\n"
                    ".SH DESCRIPTION\n" +
                    text_of(outline.description) + "\n.SH OPTIONS OF EVERY COMMAND\n";
  for (const OptionOutline& option : outline.options) out += option_of(option);
  out += ".SH COMMANDS\n";
  for (const CommandOutline& command : outline.commands) {
    out += ".SS \"vitrine " + command.name + synopsis(command) + "\"\n" +
           text_of(command.description) + ".\n";
    for (const OptionOutline& option : command.options) out += option_of(option);
  }
  return out + std::string(kAfterwards);
}

}  // namespace vitrine::cli
