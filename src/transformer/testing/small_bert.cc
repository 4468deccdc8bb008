#include "transformer/testing/small_bert.h"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <numeric>
#include <random>

#include "transformer/safetensors.h"

namespace vitrine::transformer {
namespace {

using Shape = std::vector<std::uint64_t>;

/// The names and shapes of BertModel, in some order.
std::map<std::string, Shape> tensors_of(const SmallBert& bert, std::uint64_t vocabulary) {
  const std::uint64_t hidden = bert.hidden;
  const std::uint64_t wide = bert.intermediate;
  std::map<std::string, Shape> all;
  all["embeddings.word_embeddings.weight"] = {vocabulary, hidden};
  all["embeddings.position_embeddings.weight"] = {bert.positions, hidden};
  all["embeddings.token_type_embeddings.weight"] = {2, hidden};
  const auto linear = [&](const std::string& name, std::uint64_t outputs, std::uint64_t inputs) {
    all[name + ".weight"] = {outputs, inputs};
    all[name + ".bias"] = {outputs};
  };
  const auto norm = [&](const std::string& name) {
    all[name + ".weight"] = {hidden};
    all[name + ".bias"] = {hidden};
  };
  norm("embeddings.LayerNorm");
  for (std::size_t i = 0; i < bert.layers; ++i) {
    const std::string layer = "encoder.layer." + std::to_string(i) + ".";
    for (const char* part : {"query", "key", "value"})
      linear(layer + "attention.self." + part, hidden, hidden);
    linear(layer + "attention.output.dense", hidden, hidden);
    norm(layer + "attention.output.LayerNorm");
    linear(layer + "intermediate.dense", wide, hidden);
    linear(layer + "output.dense", hidden, wide);
    norm(layer + "output.LayerNorm");
  }
  return all;
}

/// The nearest float16 of a number between 2^-14 and 1, with its sign.
std::uint16_t to_float16(float value) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7FFFFFFFU) < 0x38800000U) return 0;
  const std::uint32_t size = (((bits & 0x7FFFFFFFU) + 0x1000U) >> 13U) - (112U << 10U);
  return static_cast<std::uint16_t>((bits >> 16U & 0x8000U) | size);
}

void append_value(std::string& out, float value, const std::string& dtype) {
  if (dtype == "F32") {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
    return;
  }
  const std::uint16_t bits =
      dtype == "F16" ? to_float16(value)
                     : static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(value) >> 16U);
  out.append(reinterpret_cast<const char*>(&bits), sizeof bits);
}

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string weights_of(const SmallBert& bert, std::uint64_t vocabulary) {
  std::mt19937 random(bert.seed);
  std::normal_distribution<float> spread(0, 0.3F);
  std::string header = "{";
  std::string data;
  for (const auto& [name, shape] : tensors_of(bert, vocabulary)) {
    const std::size_t begin = data.size();
    std::uint64_t size = 1;
    std::string lengths;
    for (const std::uint64_t length : shape) {
      size *= length;
      lengths += (lengths.empty() ? "" : ",") + std::to_string(length);
    }
    const bool is_norm = name.ends_with("LayerNorm.weight");
    for (std::uint64_t i = 0; i < size; ++i)
      append_value(data, spread(random) + (is_norm ? 1.0F : 0.0F), bert.dtype);
    header += (header.size() > 1 ? ",\"" : "\"") + name + R"(":{"dtype":")" + bert.dtype +
              R"(","shape":[)" + lengths + R"(],"data_offsets":[)" + std::to_string(begin) + "," +
              std::to_string(data.size()) + "]}";
  }
  return safetensors_bytes(header + "}", data);
}

using Matrix = std::vector<std::vector<double>>;

/// Reads tensors by name, in double.
class SlowWeights {
 public:
  explicit SlowWeights(const fs::path& folder)
      : file_(*Safetensors::open(folder / "model.safetensors")) {}
  Matrix matrix(const std::string& name, std::uint64_t rows, std::uint64_t columns) const {
    const std::vector<float> all = file_.floats(name, std::vector{rows, columns})->values();
    Matrix made(rows);
    for (std::uint64_t row = 0; row < rows; ++row)
      made[row].assign(all.begin() + static_cast<std::ptrdiff_t>(row * columns),
                       all.begin() + static_cast<std::ptrdiff_t>((row + 1) * columns));
    return made;
  }
  std::vector<double> vector(const std::string& name, std::uint64_t size) const {
    const std::vector<float> all = file_.floats(name, std::vector{size})->values();
    return {all.begin(), all.end()};
  }

 private:
  Safetensors file_;
};

class SlowBert {
 public:
  SlowBert(const fs::path& folder, const BertShape& shape) : weights_(folder), shape_(shape) {}

  Matrix run(const std::vector<encoder::TokenId>& tokens) const {
    Matrix states = embed(tokens);
    for (std::size_t i = 0; i < shape_.layers; ++i) {
      const std::string layer = "encoder.layer." + std::to_string(i) + ".";
      const Matrix attended = linear(attend(states, layer + "attention.self."),
                                     layer + "attention.output.dense", shape_.hidden);
      states = norm(sum(states, attended), layer + "attention.output.LayerNorm");
      Matrix wide = linear(states, layer + "intermediate.dense", shape_.intermediate);
      for (auto& row : wide) {
        for (double& x : row) x = x / 2 * (1 + std::erf(x / std::sqrt(2.0)));
      }
      states = norm(sum(states, linear(wide, layer + "output.dense", shape_.hidden)),
                    layer + "output.LayerNorm");
    }
    return states;
  }

 private:
  Matrix embed(const std::vector<encoder::TokenId>& tokens) const {
    const Matrix words =
        weights_.matrix("embeddings.word_embeddings.weight", shape_.vocabulary, shape_.hidden);
    const Matrix places =
        weights_.matrix("embeddings.position_embeddings.weight", shape_.positions, shape_.hidden);
    const Matrix types =
        weights_.matrix("embeddings.token_type_embeddings.weight", shape_.types, shape_.hidden);
    Matrix states;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      states.push_back(words[tokens[i]]);
      for (std::size_t k = 0; k < shape_.hidden; ++k) states[i][k] += places[i][k] + types[0][k];
    }
    return norm(states, "embeddings.LayerNorm");
  }

  static Matrix sum(Matrix a, const Matrix& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (std::size_t k = 0; k < a[i].size(); ++k) a[i][k] += b[i][k];
    }
    return a;
  }

  Matrix norm(Matrix rows, const std::string& name) const {
    const std::vector<double> scale = weights_.vector(name + ".weight", shape_.hidden);
    const std::vector<double> shift = weights_.vector(name + ".bias", shape_.hidden);
    for (auto& row : rows) {
      const auto size = static_cast<double>(row.size());
      const double mean = std::accumulate(row.begin(), row.end(), 0.0) / size;
      double square = 0;
      for (const double x : row) square += (x - mean) * (x - mean);
      for (std::size_t k = 0; k < row.size(); ++k)
        row[k] = (row[k] - mean) / std::sqrt(square / size + static_cast<double>(shape_.epsilon)) *
                     scale[k] +
                 shift[k];
    }
    return rows;
  }

  Matrix linear(const Matrix& rows, const std::string& name, std::size_t outputs) const {
    const Matrix weights = weights_.matrix(name + ".weight", outputs, rows[0].size());
    const std::vector<double> biases = weights_.vector(name + ".bias", outputs);
    Matrix out(rows.size(), biases);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (std::size_t o = 0; o < outputs; ++o)
        out[i][o] += std::inner_product(rows[i].begin(), rows[i].end(), weights[o].begin(), 0.0);
    }
    return out;
  }

  Matrix attend(const Matrix& states, const std::string& name) const {
    const Matrix queries = linear(states, name + "query", shape_.hidden);
    const Matrix keys = linear(states, name + "key", shape_.hidden);
    const Matrix values = linear(states, name + "value", shape_.hidden);
    const std::size_t size = shape_.hidden / shape_.heads;
    Matrix out(states.size(), std::vector<double>(shape_.hidden));
    for (std::size_t i = 0; i < states.size(); ++i) {
      for (std::size_t first = 0; first < shape_.hidden; first += size) {
        std::vector<double> scores;
        for (const auto& key : keys) {
          double product = 0;
          for (std::size_t k = first; k < first + size; ++k) product += queries[i][k] * key[k];
          scores.push_back(std::exp(product / std::sqrt(static_cast<double>(size))));
        }
        const double total = std::accumulate(scores.begin(), scores.end(), 0.0);
        for (std::size_t j = 0; j < scores.size(); ++j) {
          for (std::size_t k = first; k < first + size; ++k)
            out[i][k] += scores[j] / total * values[j][k];
        }
      }
    }
    return out;
  }

  SlowWeights weights_;
  BertShape shape_;
};

}  // namespace

std::string safetensors_bytes(const std::string& header, const std::string& data) {
  const std::uint64_t length = header.size();
  std::string bytes(reinterpret_cast<const char*>(&length), sizeof length);
  return bytes + header + data;
}

void write_small_bert(const fs::path& folder, const SmallBert& bert) {
  const std::string words =
      "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\nc\n##a\n##b\n##c\n##ing\ngraph\ngraphs\nneural\n"
      "network\n##s\n,\n.\n!\nplay\ndeep\nlearning\n";
  const std::size_t vocabulary = 23;
  write(folder / "vocab.txt", words);
  write(folder / "config.json",
        R"({"model_type":"bert","hidden_act":"gelu","layer_norm_eps":1e-12,"num_hidden_layers":)" +
            std::to_string(bert.layers) + R"(,"num_attention_heads":)" +
            std::to_string(bert.heads) + R"(,"hidden_size":)" + std::to_string(bert.hidden) +
            R"(,"intermediate_size":)" + std::to_string(bert.intermediate) +
            R"(,"max_position_embeddings":)" + std::to_string(bert.positions) +
            R"(,"type_vocab_size":2,"vocab_size":)" + std::to_string(vocabulary) + "}");
  write(folder / "modules.json",
        R"([{"idx":0,"path":"","type":"sentence_transformers.models.Transformer"},)"
        R"({"idx":1,"path":"1_Pooling","type":"sentence_transformers.models.Pooling"},)"
        R"({"idx":2,"path":"2_Normalize","type":"sentence_transformers.models.Normalize"}])");
  write(folder / "1_Pooling" / "config.json",
        R"({"pooling_mode_cls_token":false,"pooling_mode_mean_tokens":true})");
  write(folder / "model.safetensors", weights_of(bert, vocabulary));
}

std::vector<double> slow_bert(const fs::path& folder, const BertShape& shape,
                              const std::vector<encoder::TokenId>& tokens) {
  std::vector<double> all;
  for (const auto& row : SlowBert(folder, shape).run(tokens))
    all.insert(all.end(), row.begin(), row.end());
  return all;
}

}  // namespace vitrine::transformer
