#include "transformer/model_settings.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/json_parse.h"
#include "transformer/model_files.h"

namespace vitrine::transformer {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxLayers = 128;
constexpr std::size_t kMaxWidth = 16384;
constexpr std::size_t kMaxPositions = 32768;
constexpr std::size_t kMaxVocabularyRows = std::size_t{1} << 21U;
constexpr std::size_t kFewestTokens = 3;  ///< One between [CLS] and [SEP].

/// A file of JSON, or null if it is not there. Errors: corrupt.
Result<json::value> read_json(const fs::path& folder, std::string_view name) {
  const Result<std::optional<std::string>> text = read_model_file(folder, name);
  if (!text) return text.error();
  if (!*text) return json::value();
  Result<json::value> value = parse_json(**text);
  if (!value) return corrupt(std::string(name) + " is " + value.error().message());
  return value;
}

/// The member, 1 to `most`, or 0 if it is absent or none of these.
std::size_t size_member(const json::value& value, std::string_view key, std::size_t most) {
  const std::int64_t number = int_member(value, key).value_or(0);
  return number < 1 || static_cast<std::uint64_t>(number) > most ? 0
                                                                 : static_cast<std::size_t>(number);
}

Result<Activation> activation_of(const json::value& config) {
  const std::string name(string_member(config, "hidden_act").value_or("gelu"));
  if (name == "gelu") return Activation::kGelu;
  if (name == "gelu_new" || name == "gelu_pytorch_tanh") return Activation::kGeluTanh;
  if (name == "relu") return Activation::kRelu;
  return unsupported("the model's activation \"" + name.substr(0, 40) +
                     "\" is not known; gelu, gelu_new and relu are");
}

Result<float> epsilon_of(const json::value& config) {
  const json::value* value = find_member(config, "layer_norm_eps");
  if (value == nullptr) return 1e-12F;
  const double epsilon = value->is_double() ? value->get_double() : -1;
  if (!(epsilon >= 0 && epsilon < 1))
    return corrupt("config.json has an impossible layer_norm_eps");
  return static_cast<float>(epsilon);
}

Status check_kind(const json::value& config) {
  const std::string kind(string_member(config, "model_type").value_or(""));
  if (kind != "bert")
    return unsupported("the model is of type \"" + kind.substr(0, 40) +
                       "\"; models of type \"bert\" can be run (MiniLM, BGE, E5, GTE, BERT)");
  const std::string positions(
      string_member(config, "position_embedding_type").value_or("absolute"));
  if (positions != "absolute")
    return unsupported("the model's positions are \"" + positions.substr(0, 40) +
                       "\"; only absolute ones can be run");
  return {};
}

/// The one way of pooling that a Pooling module names.
Result<Pooling> read_pooling(const json::value& config) {
  if (config.is_null()) return Pooling::kMean;
  std::vector<std::string> modes;
  if (const auto mode = string_member(config, "pooling_mode")) {
    modes.emplace_back(*mode);
  } else if (config.is_object()) {
    for (const auto& [key, value] : config.get_object()) {
      if (key.starts_with("pooling_mode_") && value.is_bool() && value.get_bool())
        modes.emplace_back(key.substr(std::string_view("pooling_mode_").size()));
    }
  }
  if (!bool_member(config, "include_prompt").value_or(true))
    return unsupported("the model leaves its prompt out of the pooling, which is not supported");
  if (modes.size() == 1 && (modes[0] == "mean" || modes[0] == "mean_tokens")) return Pooling::kMean;
  if (modes.size() == 1 && (modes[0] == "cls" || modes[0] == "cls_token")) return Pooling::kFirst;
  std::string names;
  for (const std::string& mode : modes)
    names += (names.empty() ? "" : " and ") + mode.substr(0, 40);
  return unsupported("the model pools by " + (names.empty() ? "nothing" : names) +
                     "; mean_tokens or cls_token, one of them, is supported");
}

bool is_folder_name(std::string_view path) {
  return !path.empty() && path.size() < 100 && !path.starts_with('.') &&
         path.find('/') == std::string_view::npos && path.find('\0') == std::string_view::npos;
}

/// Follows modules.json: a transformer, a pooling and perhaps a normalisation.
Status read_modules(const fs::path& folder, ModelSettings& settings) {
  const Result<json::value> modules = read_json(folder, "modules.json");
  if (!modules) return modules.error();
  std::string pooling = "1_Pooling";
  if (modules->is_array()) {
    for (const json::value& module : modules->get_array()) {
      const std::string type(string_member(module, "type").value_or(""));
      const std::string path(string_member(module, "path").value_or(""));
      if (type.ends_with(".Normalize")) {
        settings.normalise = true;
      } else if (type.ends_with(".Pooling") && is_folder_name(path)) {
        pooling = path;
      } else if (!type.ends_with(".Transformer") || !path.empty()) {
        return unsupported("the model has a module \"" + type.substr(0, 80) +
                           "\", which cannot be run; Transformer, Pooling and Normalize can");
      }
    }
  }
  const Result<json::value> config = read_json(folder, pooling + "/config.json");
  if (!config) return config.error();
  const Result<Pooling> found = read_pooling(*config);
  if (!found) return found.error();
  settings.pooling = *found;
  return {};
}

/// The first of these prompts that the model has, else its default one.
std::string prompt_of(const json::value& config, std::span<const std::string_view> names) {
  const json::value* prompts = find_member(config, "prompts");
  if (prompts == nullptr) return {};
  for (const std::string_view name : names) {
    if (const auto prompt = string_member(*prompts, name)) return std::string(*prompt);
  }
  const auto usual = string_member(config, "default_prompt_name");
  return usual ? std::string(string_member(*prompts, *usual).value_or("")) : std::string();
}

Status read_prompts(const fs::path& folder, ModelSettings& settings) {
  const Result<json::value> config = read_json(folder, "config_sentence_transformers.json");
  if (!config) return config.error();
  settings.query_prompt = prompt_of(*config, std::array<std::string_view, 1>{"query"});
  settings.passage_prompt =
      prompt_of(*config, std::array<std::string_view, 3>{"document", "passage", "corpus"});
  return {};
}

Status read_length(const fs::path& folder, ModelSettings& settings) {
  const Result<json::value> sentence = read_json(folder, "sentence_bert_config.json");
  if (!sentence) return sentence.error();
  const Result<json::value> tokenizer = read_json(folder, "tokenizer_config.json");
  if (!tokenizer) return tokenizer.error();
  settings.lower_case = bool_member(*sentence, "do_lower_case").value_or(false);
  const std::size_t most = settings.shape.positions;
  std::size_t length = size_member(*sentence, "max_seq_length", kMaxPositions);
  if (length == 0) length = size_member(*tokenizer, "model_max_length", most);
  settings.max_tokens = length == 0 ? most : std::min(length, most);
  if (settings.max_tokens < kFewestTokens)
    return corrupt("the model reads " + std::to_string(settings.max_tokens) +
                   " tokens of a text, which leaves none for words");
  return {};
}

}  // namespace

Result<BertShape> parse_bert_config(std::string_view text) {
  const Result<json::value> config = parse_json(text);
  if (!config) return corrupt("config.json is " + config.error().message());
  if (Status kind = check_kind(*config); !kind) return std::move(kind).error();
  BertShape shape;
  shape.layers = size_member(*config, "num_hidden_layers", kMaxLayers);
  shape.heads = size_member(*config, "num_attention_heads", kMaxWidth);
  shape.hidden = size_member(*config, "hidden_size", kMaxWidth);
  shape.intermediate = size_member(*config, "intermediate_size", 4 * kMaxWidth);
  shape.vocabulary = size_member(*config, "vocab_size", kMaxVocabularyRows);
  shape.positions = size_member(*config, "max_position_embeddings", kMaxPositions);
  shape.types = find_member(*config, "type_vocab_size") == nullptr
                    ? 2
                    : size_member(*config, "type_vocab_size", 1024);
  for (const auto& [size, name] :
       {std::pair(shape.layers, "num_hidden_layers"), std::pair(shape.heads, "num_attention_heads"),
        std::pair(shape.hidden, "hidden_size"), std::pair(shape.intermediate, "intermediate_size"),
        std::pair(shape.vocabulary, "vocab_size"),
        std::pair(shape.positions, "max_position_embeddings"),
        std::pair(shape.types, "type_vocab_size")}) {
    if (size == 0) return corrupt(std::string("config.json has no possible ") + name);
  }
  if (shape.hidden % shape.heads != 0)
    return corrupt("config.json has " + std::to_string(shape.heads) +
                   " attention heads, which do not divide " + std::to_string(shape.hidden));
  const Result<Activation> activation = activation_of(*config);
  if (!activation) return activation.error();
  shape.activation = *activation;
  const Result<float> epsilon = epsilon_of(*config);
  if (!epsilon) return epsilon.error();
  shape.epsilon = *epsilon;
  return shape;
}

Result<ModelSettings> read_model_settings(const fs::path& folder) {
  const Result<std::optional<std::string>> config = read_model_file(folder, "config.json");
  if (!config) return config.error();
  if (!*config) return not_found("there is no config.json, so it is no model's folder");
  const Result<BertShape> shape = parse_bert_config(**config);
  if (!shape) return shape.error();
  ModelSettings settings;
  settings.shape = *shape;
  for (const auto& step : {&read_modules, &read_prompts, &read_length}) {
    if (Status status = step(folder, settings); !status) return std::move(status).error();
  }
  return settings;
}

}  // namespace vitrine::transformer
