"""A BERT in the Hub's layout, made up or read, and its graph for ONNX Runtime."""

import json
import pathlib
import re

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def vocabulary_of(texts):
    """Frequent words of the texts whole, every character alone and as a continuation."""
    words = re.findall(r"[a-z0-9]+", " ".join(texts).lower())
    frequent = sorted(set(word for word in words if words.count(word) > 2))
    characters = sorted(set("".join(texts).lower()) - set(" \n\t\r"))
    return list(dict.fromkeys(SPECIAL + characters + ["##" + c for c in characters] + frequent))


def shapes_of(config):
    hidden, wide = config["hidden_size"], config["intermediate_size"]
    shapes = {
        "embeddings.word_embeddings.weight": (config["vocab_size"], hidden),
        "embeddings.position_embeddings.weight": (config["max_position_embeddings"], hidden),
        "embeddings.token_type_embeddings.weight": (2, hidden),
    }

    def linear(name, outputs, inputs):
        shapes[name + ".weight"], shapes[name + ".bias"] = (outputs, inputs), (outputs,)

    def norm(name):
        shapes[name + ".weight"], shapes[name + ".bias"] = (hidden,), (hidden,)

    norm("embeddings.LayerNorm")
    for i in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{i}."
        for part in ("query", "key", "value"):
            linear(layer + "attention.self." + part, hidden, hidden)
        linear(layer + "attention.output.dense", hidden, hidden)
        norm(layer + "attention.output.LayerNorm")
        linear(layer + "intermediate.dense", wide, hidden)
        linear(layer + "output.dense", hidden, wide)
        norm(layer + "output.LayerNorm")
    return shapes


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, tensor in tensors.items():
        raw = tensor.astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)


def read_safetensors(path):
    raw = path.read_bytes()
    end = 8 + int.from_bytes(raw[:8], "little")
    tensors = {}
    for name, entry in json.loads(raw[8:end]).items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        first, last = entry["data_offsets"]
        tensors[name] = numpy.frombuffer(raw[end + first : end + last], "<f4").reshape(entry["shape"])
    return tensors


def write_model(folder, texts, hidden=384, layers=6, heads=12, wide=1536, length=256, seed=1):
    """A model of these sizes with made-up weights and the words of the texts."""
    folder = pathlib.Path(folder)
    (folder / "1_Pooling").mkdir(parents=True)
    vocabulary = vocabulary_of(texts)
    config = {
        "model_type": "bert", "hidden_act": "gelu", "layer_norm_eps": 1e-12, "num_hidden_layers": layers,
        "num_attention_heads": heads, "hidden_size": hidden, "intermediate_size": wide,
        "max_position_embeddings": 512, "type_vocab_size": 2, "vocab_size": len(vocabulary),
    }  # fmt: skip
    random = numpy.random.default_rng(seed)
    tensors = {}
    for name, shape in shapes_of(config).items():
        spread = 0.1 if len(shape) == 2 else 0.05
        centre = 1 if name.endswith("LayerNorm.weight") else 0
        tensors[name] = (centre + spread * random.standard_normal(shape)).astype("float32")
    write_safetensors(folder / "model.safetensors", tensors)
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n")
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": length, "do_lower_case": False}))
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_mean_tokens": True}))
    types = ["Transformer", "Pooling", "Normalize"]
    modules = [{"idx": i, "path": ["", "1_Pooling", "2_Normalize"][i], "type": "sentence_transformers.models." + name} for i, name in enumerate(types)]
    (folder / "modules.json").write_text(json.dumps(modules))
    return folder


def tokenizer_of(folder, length=256):
    words = (folder / "vocab.txt").read_text().splitlines()
    tokenizer = Tokenizer(models.WordPiece({word: i for i, word in enumerate(words)}, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    ends = [(name, words.index(name)) for name in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.BertProcessing(ends[1], ends[0])
    tokenizer.enable_truncation(length)
    return tokenizer


class Graph:
    """BertModel's encoder for one text, and the mean of its rows, as an ONNX graph."""

    def __init__(self, folder):
        self.config = json.loads((folder / "config.json").read_text())
        self.tensors = read_safetensors(folder / "model.safetensors")
        self.nodes, self.constants = [], []

    def constant(self, name, value):
        self.constants.append(numpy_helper.from_array(numpy.ascontiguousarray(value), name))
        return name

    def node(self, kind, inputs, **attributes):
        out = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [out], **attributes))
        return out

    def linear(self, x, name):
        weight = self.constant(name + ".w", self.tensors[name + ".weight"].T)
        return self.node("Add", [self.node("MatMul", [x, weight]), self.constant(name + ".b", self.tensors[name + ".bias"])])

    def norm(self, x, name):
        scale = self.constant(name + ".g", self.tensors[name + ".weight"])
        shift = self.constant(name + ".b", self.tensors[name + ".bias"])
        return self.node("LayerNormalization", [x, scale, shift], axis=-1, epsilon=self.config["layer_norm_eps"])

    def heads(self, x, order):
        return self.node("Transpose", [self.node("Reshape", [x, "by_head"])], perm=order)

    def attend(self, x, layer):
        query = self.heads(self.linear(x, layer + "attention.self.query"), [1, 0, 2])
        key = self.heads(self.linear(x, layer + "attention.self.key"), [1, 2, 0])
        value = self.heads(self.linear(x, layer + "attention.self.value"), [1, 0, 2])
        scores = self.node("Div", [self.node("MatMul", [query, key]), "scale"])
        mixed = self.node("MatMul", [self.node("Softmax", [scores], axis=-1), value])
        return self.node("Reshape", [self.node("Transpose", [mixed], perm=[1, 0, 2]), "joined"])

    def gelu(self, x):
        part = self.node("Add", [self.node("Erf", [self.node("Div", [x, "root"])]), "one"])
        return self.node("Mul", [self.node("Mul", [x, part]), "half"])

    def session(self, threads=1):
        hidden, heads = self.config["hidden_size"], self.config["num_attention_heads"]
        for name, value in (("scale", (hidden / heads) ** 0.5), ("root", 2**0.5), ("one", 1), ("half", 0.5)):
            self.constant(name, numpy.array(value, "float32"))
        self.constant("by_head", numpy.array([-1, heads, hidden // heads], "int64"))
        self.constant("joined", numpy.array([-1, hidden], "int64"))
        words = self.constant("words", self.tensors["embeddings.word_embeddings.weight"])
        places = self.tensors["embeddings.position_embeddings.weight"] + self.tensors["embeddings.token_type_embeddings.weight"][0]
        x = self.node("Add", [self.node("Gather", [words, "ids"]), self.node("Gather", [self.constant("places", places), "positions"])])
        x = self.norm(x, "embeddings.LayerNorm")
        for i in range(self.config["num_hidden_layers"]):
            layer = f"encoder.layer.{i}."
            attended = self.linear(self.attend(x, layer), layer + "attention.output.dense")
            x = self.norm(self.node("Add", [x, attended]), layer + "attention.output.LayerNorm")
            wide = self.gelu(self.linear(x, layer + "intermediate.dense"))
            x = self.norm(self.node("Add", [x, self.linear(wide, layer + "output.dense")]), layer + "output.LayerNorm")
        self.nodes.append(helper.make_node("ReduceMean", [x, self.constant("first", numpy.array([0], "int64"))], ["mean"], keepdims=0))
        tokens = [helper.make_tensor_value_info(name, TensorProto.INT64, ["tokens"]) for name in ("ids", "positions")]
        out = [helper.make_tensor_value_info("mean", TensorProto.FLOAT, [hidden])]
        graph = helper.make_graph(self.nodes, "bert", tokens, out, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
        onnx.checker.check_model(model)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def encode(session, ids):
    """The unit vector of one text's tokens."""
    (mean,) = session.run(None, {"ids": numpy.array(ids, "int64"), "positions": numpy.arange(len(ids), dtype="int64")})
    return mean / numpy.linalg.norm(mean)
