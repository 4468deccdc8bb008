#include "transformer/tokenizer_files.h"

#include <optional>
#include <vector>

#include "base/json_parse.h"
#include "transformer/model_files.h"

namespace vitrine::transformer {

namespace json = boost::json;

namespace {

/// The type of a part of a tokenizer, "" if it is absent.
std::string type_of(const json::value& tokenizer, std::string_view part) {
  const json::value* value = find_member(tokenizer, part);
  return value == nullptr ? "" : std::string(string_member(*value, "type").value_or(""));
}

Status check_kind(const json::value& tokenizer, const json::value& model) {
  const auto kind = string_member(model, "type");
  if (kind && *kind != "WordPiece")
    return unsupported("the model's tokenizer is " + std::string(*kind).substr(0, 40) +
                       "; WordPiece, that of BERT, can be read");
  if (string_member(model, "continuing_subword_prefix").value_or("##") != "##")
    return unsupported("the tokenizer does not mark the insides of words by ##");
  for (const auto& [part, type] : {std::pair("normalizer", "BertNormalizer"),
                                   std::pair("pre_tokenizer", "BertPreTokenizer")}) {
    const std::string found = type_of(tokenizer, part);
    if (found != type)
      return unsupported(std::string("the tokenizer's ") + part + " is \"" + found.substr(0, 40) +
                         "\"; " + type + " can be run");
  }
  return {};
}

/// {"token": number, ...} as lines in the order of the numbers.
Result<std::string> lines_of(const json::value* vocabulary) {
  if (vocabulary == nullptr || !vocabulary->is_object())
    return corrupt("tokenizer.json has no vocabulary");
  const json::object& tokens = vocabulary->get_object();
  std::vector<std::string_view> in_order(tokens.size());
  for (const auto& [token, number] : tokens) {
    const std::string_view text(token.data(), token.size());
    const bool is_number = number.is_int64() && number.get_int64() >= 0 &&
                           static_cast<std::uint64_t>(number.get_int64()) < in_order.size();
    if (!is_number || text.empty() || text.find('\n') != std::string_view::npos)
      return corrupt("the vocabulary of tokenizer.json has a token without a number of its own");
    std::string_view& place = in_order[static_cast<std::size_t>(number.get_int64())];
    if (!place.empty()) return corrupt("the vocabulary of tokenizer.json has a number twice");
    place = text;
  }
  std::string lines;
  for (const std::string_view token : in_order) lines.append(token).push_back('\n');
  return lines;
}

/// As Python's text files end lines.
std::string with_plain_ends(std::string text) {
  std::erase(text, '\r');
  return text;
}

/// A member that is true or false; null and absent say nothing.
void set_rule(const json::value& from, std::string_view key, bool& rule) {
  rule = bool_member(from, key).value_or(rule);
}

/// Accents go with capitals unless something is said about them.
void set_accents(const json::value& from, bool is_lower, encoder::TokenizerRules& rules) {
  rules.strip_accents = bool_member(from, "strip_accents").value_or(is_lower);
}

/// The text of a special token, which may be an object.
std::string special_token(const json::value& config, std::string_view key, std::string_view usual) {
  const json::value* value = find_member(config, key);
  if (value != nullptr && value->is_object()) value = find_member(*value, "content");
  if (value == nullptr || !value->is_string()) return std::string(usual);
  return std::string(std::string_view(value->get_string()));
}

Result<encoder::TokenId> number_of(std::string_view lines, std::string_view token) {
  for (encoder::TokenId number = 0; !lines.empty(); ++number) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    if (lines.substr(0, end) == token) return number;
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return corrupt("the vocabulary has no token " + std::string(token).substr(0, 40));
}

Status add_special_tokens(const json::value& config, TokenizerFiles& files) {
  struct Special {
    std::string_view key;
    std::string_view usual;
    encoder::TokenId* number;
  };
  for (const Special& special :
       {Special{"unk_token", "[UNK]", &files.unknown}, Special{"cls_token", "[CLS]", &files.first},
        Special{"sep_token", "[SEP]", &files.last}}) {
    const Result<encoder::TokenId> number =
        number_of(files.lines, special_token(config, special.key, special.usual));
    if (!number) return number.error();
    *special.number = *number;
  }
  return {};
}

Result<TokenizerFiles> read_vocabulary(const fs::path& folder) {
  Result<std::optional<std::string>> text = read_model_file(folder, "tokenizer.json");
  if (!text) return std::move(text).error();
  if (*text) return parse_tokenizer_json(**text);
  text = read_model_file(folder, "vocab.txt");
  if (!text) return std::move(text).error();
  if (!*text) return not_found("there is neither tokenizer.json nor vocab.txt");
  TokenizerFiles files;
  files.lines = with_plain_ends(**std::move(text));
  return files;
}

}  // namespace

Result<TokenizerFiles> parse_tokenizer_json(std::string_view text) {
  const Result<json::value> tokenizer = parse_json(text);
  if (!tokenizer) return corrupt("tokenizer.json is " + tokenizer.error().message());
  const json::value* model = find_member(*tokenizer, "model");
  if (model == nullptr) return corrupt("tokenizer.json has no model");
  if (Status kind = check_kind(*tokenizer, *model); !kind) return std::move(kind).error();
  Result<std::string> lines = lines_of(find_member(*model, "vocab"));
  if (!lines) return std::move(lines).error();
  TokenizerFiles files;
  files.lines = *std::move(lines);
  const json::value& normalizer = *find_member(*tokenizer, "normalizer");
  set_rule(normalizer, "lowercase", files.rules.lower_case);
  set_rule(normalizer, "handle_chinese_chars", files.rules.split_ideographs);
  set_accents(normalizer, files.rules.lower_case, files.rules);
  const std::int64_t longest = int_member(*model, "max_input_chars_per_word").value_or(100);
  if (longest < 1 || longest > 10'000)
    return corrupt("tokenizer.json has an impossible max_input_chars_per_word");
  files.rules.max_word_characters = static_cast<std::size_t>(longest);
  return files;
}

Result<TokenizerFiles> read_tokenizer_files(const fs::path& folder) {
  Result<TokenizerFiles> files = read_vocabulary(folder);
  if (!files) return files;
  const Result<std::optional<std::string>> text = read_model_file(folder, "tokenizer_config.json");
  if (!text) return text.error();
  json::value config;
  if (*text) {
    Result<json::value> parsed = parse_json(**text);
    if (!parsed) return corrupt("tokenizer_config.json is " + parsed.error().message());
    config = *std::move(parsed);
  }
  encoder::TokenizerRules& rules = files->rules;
  set_rule(config, "do_lower_case", rules.lower_case);
  set_rule(config, "tokenize_chinese_chars", rules.split_ideographs);
  if (bool_member(config, "do_lower_case") || bool_member(config, "strip_accents"))
    set_accents(config, rules.lower_case, rules);
  if (Status status = add_special_tokens(config, *files); !status) return std::move(status).error();
  return files;
}

}  // namespace vitrine::transformer
