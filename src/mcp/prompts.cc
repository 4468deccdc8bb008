#include "mcp/prompts.h"

#include <algorithm>
#include <array>

#include "base/json_parse.h"
#include "base/json_writer.h"

namespace vitrine::mcp {

namespace json = boost::json;

namespace {

struct Argument {
  std::string_view name;
  std::string_view description;
};

struct Prompt {
  std::string_view name;
  std::string_view description;
  std::array<Argument, 2> arguments;  ///< All required.
  std::string_view text;              ///< {name} stands for an argument.
};

constexpr std::array<Prompt, 3> kPrompts = {{
    {"find_related_work",
     "Papers of a dataset that a given idea must be compared with, and how they differ",
     {{{"dataset", "owner/name"}, {"idea", "what the work is about, in a sentence or two"}}},
     "Find the related work for this idea in the dataset {dataset}: {idea}\n\n"
     "Call describe_dataset for the columns. Search three to five times with different words for "
     "the "
     "idea, its parts and what came before; ask for titles and summaries only. Use recommend with "
     "the rows that fit best, and leave out what only shares words. Read the rows that matter with "
     "get_row. Then answer: the closest five to ten, each with its link, what it does and how it "
     "differs from the idea; then what none of them does. Cite every claim by a row's link, and "
     "say "
     "so where the dataset has too little."},
    {"compare_rows",
     "How some rows of a dataset agree and differ",
     {{{"dataset", "owner/name"},
       {"rows", "row numbers with commas between, or what to look for"}}},
     "Compare these rows of the dataset {dataset}: {rows}\n\n"
     "If rows are described and not numbered, find them with search first. Read each with get_row. "
     "Make a table of what they share and where they differ, row by row with links, and end with "
     "the "
     "one difference that matters most."},
    {"explore_dataset",
     "What a dataset holds, for somebody who has never seen it",
     {{{"dataset", "owner/name"}, {"question", "what the reader cares about"}}},
     "Introduce the dataset {dataset} to a reader who cares about: {question}\n\n"
     "Call describe_dataset, then count_values for the columns with few values, and sql for what "
     "needs "
     "counting or grouping. Show five typical rows and two unusual ones with their links. Say what "
     "is "
     "missing (nulls, empty texts) and what the dataset cannot answer."},
}};

std::string filled(std::string_view text, const Prompt& prompt, const json::value& arguments) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    const std::string_view name = text.substr(open + 1, close - open - 1);
    const auto known = std::ranges::find(prompt.arguments, name, &Argument::name);
    if (known != prompt.arguments.end()) out += string_member(arguments, name).value_or("");
    text.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace

std::string list_prompts() {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("prompts").begin_array();
  for (const Prompt& prompt : kPrompts) {
    writer.begin_object().member("name", prompt.name).member("description", prompt.description);
    writer.key("arguments").begin_array();
    for (const Argument& argument : prompt.arguments) {
      writer.begin_object().member("name", argument.name);
      writer.member("description", argument.description).member("required", true).end_object();
    }
    writer.end_array().end_object();
  }
  writer.end_array().end_object();
  return out;
}

Result<std::string> get_prompt(std::string_view name, std::string_view text) {
  const auto prompt = std::ranges::find(kPrompts, name, &Prompt::name);
  if (prompt == kPrompts.end()) {
    return invalid_argument("no prompt \"" + std::string(name.substr(0, 100)) +
                            "\"; prompts/list names them");
  }
  const Result<json::value> arguments = parse_json(text);
  if (!arguments) return arguments.error();
  for (const Argument& argument : prompt->arguments) {
    if (string_member(*arguments, argument.name).value_or("").empty())
      return invalid_argument("argument " + std::string(argument.name) + " is required");
  }
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().member("description", prompt->description).key("messages").begin_array();
  writer.begin_object().member("role", "user").key("content").begin_object();
  writer.member("type", "text").member("text", filled(prompt->text, *prompt, *arguments));
  writer.end_object().end_object().end_array().end_object();
  return out;
}

}  // namespace vitrine::mcp
