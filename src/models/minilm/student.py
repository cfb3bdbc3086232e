#!/usr/bin/env python3
"""Teaches some of MiniLM's layers to give the vectors of all six: `minilm-l4`, which build.py makes of what this leaves.

python3 src/models/minilm/student.py MODEL_DIR TEXTS OUT_DIR [--layers 0,1,3,5] [--steps 2000] [--batch 192] [--rate 3e-4]

MODEL_DIR: the upstream model.safetensors with tokenizer.json. TEXTS: a text a line (src/models/static/collect.py). The
word table is held, rounded to the four bits in which the student will have it, so that the layers learn to live with that.
Needs numpy, jax, optax and tokenizers; 2,000 steps take an hour on two cores.
"""
import argparse
import json
import os

import jax
import jax.numpy as jnp
import numpy as np
import optax

from student_file import GOLDEN, write_student
from upstream import HEAD_WIDTH, HEADS, LAYER_NORM_EPSILON, LAYERS, WIDTH, open_tokenizer, quantise_to_four_bits, read_safetensors

PARTS = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "o": "attention.output.dense", "f": "intermediate.dense", "d": "output.dense"}
LENGTHS = (8, 12, 16, 24, 32, 64, 160)  # tokens that batches are padded to: each is compiled once
LINE = 64  # tokens at most of one line
PASSAGE_SHARE = 0.2  # of the size of a batch of lines: in every seventeenth, lines that follow one another are joined to passages
NORMS = {"middle": "attention.output", "end": "output"}
HELD_OUT = 2_048
GOLDEN_TOKENS = 256
WHOLE_GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../public/models/minilm", GOLDEN)
LIKENESS = 16  # weight of the likeness of texts to each other
FEW = 128  # texts of a batch whose likeness is compared


def normed(x, gain, offset):
    centred = x - x.mean(-1, keepdims=True)
    return centred * jax.lax.rsqrt((centred**2).mean(-1, keepdims=True) + LAYER_NORM_EPSILON) * gain + offset


def parameters(tensors, layers, rounded=False):
    """(word table and what is added to it, the parameters of each layer). `rounded`: the table in four bits."""
    words = tensors["embeddings.word_embeddings.weight"]
    if rounded:
        codes, scales = quantise_to_four_bits(words)
        words = (codes.astype(np.float32) - 8) * scales
    fixed = {
        "words": words,
        "places": tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0],
        "gain": tensors["embeddings.LayerNorm.weight"],
        "offset": tensors["embeddings.LayerNorm.bias"],
    }
    taught = []
    for i in layers:
        of = lambda name: tensors[f"encoder.layer.{i}.{name}"]
        layer = {part: (of(f"{name}.weight").T, of(f"{name}.bias")) for part, name in PARTS.items()}
        taught.append(layer | {norm: (of(f"{name}.LayerNorm.weight"), of(f"{name}.LayerNorm.bias")) for norm, name in NORMS.items()})
    return jax.tree.map(jnp.asarray, (fixed, taught))


def upstream_names(layers):
    """The parameters of each layer under upstream's names, as `parameters` took them."""
    named = {}
    for i, layer in enumerate(layers):
        for part, name in PARTS.items():
            named |= {f"encoder.layer.{i}.{name}.weight": layer[part][0].T, f"encoder.layer.{i}.{name}.bias": layer[part][1]}
        for norm, name in NORMS.items():
            named |= {f"encoder.layer.{i}.{name}.LayerNorm.{kind}": value for kind, value in zip(("weight", "bias"), layer[norm])}
    return {name: np.ascontiguousarray(tensor, np.float32) for name, tensor in named.items()}


def embed(fixed, layers, ids, mask):
    """Unit vectors [batch, 384] of token ids [batch, tokens] and their mask."""
    batch, tokens = ids.shape
    x = normed(fixed["words"][ids] + fixed["places"][:tokens], fixed["gain"], fixed["offset"])
    hidden = (mask[:, None, None, :] - 1) * 1e4
    for layer in layers:
        product = lambda x, part: x @ layer[part][0] + layer[part][1]
        heads = lambda part: product(x, part).reshape(batch, tokens, HEADS, HEAD_WIDTH).transpose(0, 2, 1, 3)
        heard = jax.nn.softmax(heads("q") @ heads("k").transpose(0, 1, 3, 2) / np.sqrt(HEAD_WIDTH) + hidden, -1) @ heads("v")
        x = normed(x + product(heard.transpose(0, 2, 1, 3).reshape(batch, tokens, WIDTH), "o"), *layer["middle"])
        x = normed(x + product(jax.nn.gelu(product(x, "f"), approximate=False), "d"), *layer["end"])
    mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
    return mean / jnp.linalg.norm(mean, axis=1, keepdims=True)


class Texts:
    def __init__(self, path, tokenizer):
        with open(path, encoding="utf8") as file:
            lines = dict.fromkeys(line.strip() for line in file)
        self.ids = [encoding.ids for encoding in tokenizer.encode_batch([line for line in lines if len(line) > 1])]
        self.lengths = np.array([len(ids) for ids in self.ids])

    def passage(self, rows, start):
        """The line at `start` of `rows` with those after it, as many as there is room for."""
        words = self.ids[rows[start]][:-1]
        for row in rows[start + 1 :]:
            if len(words) + self.lengths[row] - 1 > LENGTHS[-1]:
                break
            words = words + self.ids[row][1:-1]
        return words + self.ids[rows[start]][-1:]

    def batches(self, rows, size, rng):
        """Without end, padded ids and masks: of sixteen batches' worth of lines, those of like length together; then one of passages."""
        rows = np.sort(rows)
        while True:
            order = rng.permutation(rows)
            for start in range(0, len(order) - 16 * size + 1, 16 * size):
                chunk = order[start : start + 16 * size]
                chunk = chunk[np.argsort(self.lengths[chunk], kind="stable")]
                for at in rng.permutation(16):
                    yield padded([self.ids[row] for row in chunk[at * size : (at + 1) * size]])
                yield padded([self.passage(rows, first) for first in rng.integers(len(rows), size=int(size * PASSAGE_SHARE))])


def padded(texts):
    """(ids, mask) [texts, tokens]"""
    width = next(length for length in LENGTHS if length >= max(map(len, texts)))
    ids, mask = np.zeros((len(texts), width), np.int32), np.zeros((len(texts), width), np.float32)
    for at, text in enumerate(texts):
        ids[at, : len(text)], mask[at, : len(text)] = text, 1
    return ids, mask


def write_golden(folder, fixed, layers, tokenizer):
    """The texts of the whole model's golden.json with this one's float32 vectors."""
    with open(WHOLE_GOLDEN, encoding="utf8") as file:
        texts = [item["text"] for item in json.load(file)["items"]]
    items = []
    for text in texts:
        ids = tokenizer.encode(text).ids
        vector = embed(fixed, layers, jnp.array([ids]), jnp.ones((1, len(ids))))[0]
        items.append({"text": text, "ids": ids, "vector": [round(float(x), 6) for x in vector]})
    with open(os.path.join(folder, GOLDEN), "w", encoding="utf8") as file:
        json.dump({"model": f"{len(layers)} taught layers, float32 reference, word table in four bits, batch 1, at most {GOLDEN_TOKENS} tokens", "items": items}, file, ensure_ascii=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("texts")
    parser.add_argument("out")
    parser.add_argument("--layers", default="0,1,3,5")
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--batch", type=int, default=192)
    parser.add_argument("--rate", type=float, default=3e-4)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    texts = Texts(args.texts, open_tokenizer(args.model, LINE))
    tensors = read_safetensors(os.path.join(args.model, "model.safetensors"))
    fixed, whole = parameters(tensors, range(LAYERS))
    own, layers = parameters(tensors, [int(layer) for layer in args.layers.split(",")], rounded=True)
    rng = np.random.default_rng(0)
    order = rng.permutation(len(texts.ids))
    held, used = order[:HELD_OUT], order[HELD_OUT:]
    teach = jax.jit(lambda ids, mask: embed(fixed, whole, ids, mask))

    def loss(layers, ids, mask, target):
        made = embed(own, layers, ids, mask)
        likeness = made[:FEW] @ made[:FEW].T - target[:FEW] @ target[:FEW].T
        return 1 - (made * target).sum(1).mean() + LIKENESS * (likeness**2).mean()

    pace = optax.warmup_cosine_decay_schedule(0, args.rate, max(1, args.steps // 10), args.steps, args.rate / 50)
    optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(pace, b2=0.99, weight_decay=0.0))

    @jax.jit
    def step(layers, state, ids, mask, target):
        updates, state = optimiser.update(jax.grad(loss)(layers, ids, mask, target), state, layers)
        return optax.apply_updates(layers, updates), state

    agree = jax.jit(lambda layers, ids, mask: (embed(own, layers, ids, mask) * teach(ids, mask)).sum(1).mean())

    def agreement():
        rows = held[np.argsort(texts.lengths[held])]
        return float(np.mean([agree(layers, *padded([texts.ids[row] for row in rows[at : at + FEW]])) for at in range(0, len(rows), FEW)]))

    print(f"layers {args.layers} as they are: cosine to all six on {HELD_OUT} texts held out {agreement():.4f}", flush=True)
    state = optimiser.init(layers)
    for done, (ids, mask) in zip(range(args.steps), texts.batches(used, args.batch, rng)):
        layers, state = step(layers, state, ids, mask, teach(ids, mask))
        if (done + 1) % 250 == 0 or done + 1 == args.steps:
            print(f"{done + 1} steps: {agreement():.4f}", flush=True)
            write_student(args.out, upstream_names(layers))
    write_golden(args.out, own, layers, open_tokenizer(args.model, GOLDEN_TOKENS))


if __name__ == "__main__":
    main()
