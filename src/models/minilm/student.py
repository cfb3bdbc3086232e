#!/usr/bin/env python3
"""Teaches some of MiniLM's layers to give the vectors of all six: what fewer layers could give. Nothing of it is shipped
(src/docs/embeddings.md has the figures).

python3 src/models/minilm/student.py MODEL_DIR TEXTS OUT.npz [--layers 0,1,3,5] [--steps 700] [--batch 192] [--rate 3e-4]

MODEL_DIR: the upstream model.safetensors with tokenizer.json. TEXTS: a text a line (src/models/static/collect.py). The
word table stays as it is. Needs numpy, jax, optax and tokenizers; 700 steps take half an hour on one core.
"""
import argparse
import os

import jax
import jax.numpy as jnp
import numpy as np
import optax
from tokenizers import Tokenizer

from upstream import HEAD_WIDTH, HEADS, LAYER_NORM_EPSILON, LAYERS, WIDTH, read_safetensors

PARTS = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "o": "attention.output.dense", "f": "intermediate.dense", "d": "output.dense"}
LENGTHS = (8, 12, 16, 24, 32, 64)  # tokens that batches are padded to: each is compiled once
HELD_OUT = 2_048
LIKENESS = 16  # weight of the likeness of texts to each other
FEW = 128  # texts of a batch whose likeness is compared


def normed(x, gain, offset):
    centred = x - x.mean(-1, keepdims=True)
    return centred * jax.lax.rsqrt((centred**2).mean(-1, keepdims=True) + LAYER_NORM_EPSILON) * gain + offset


def parameters(tensors, layers):
    """(word table and what is added to it, the parameters of each layer)."""
    fixed = {
        "words": tensors["embeddings.word_embeddings.weight"],
        "places": tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0],
        "gain": tensors["embeddings.LayerNorm.weight"],
        "offset": tensors["embeddings.LayerNorm.bias"],
    }
    taught = []
    for i in layers:
        of = lambda name: tensors[f"encoder.layer.{i}.{name}"]
        layer = {part: (of(f"{name}.weight").T, of(f"{name}.bias")) for part, name in PARTS.items()}
        taught.append(layer | {norm: (of(f"{name}.LayerNorm.weight"), of(f"{name}.LayerNorm.bias")) for norm, name in (("middle", "attention.output"), ("end", "output"))})
    return jax.tree.map(jnp.asarray, (fixed, taught))


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

    def padded(self, rows):
        width = next(length for length in LENGTHS if length >= self.lengths[rows].max())
        ids, mask = np.zeros((len(rows), width), np.int32), np.zeros((len(rows), width), np.float32)
        for at, row in enumerate(rows):
            ids[at, : self.lengths[row]], mask[at, : self.lengths[row]] = self.ids[row], 1
        return ids, mask

    def batches(self, rows, size, rng):
        """Without end: of sixteen batches' worth of texts, those of like length together."""
        while True:
            order = rng.permutation(rows)
            for start in range(0, len(order) - 16 * size + 1, 16 * size):
                chunk = order[start : start + 16 * size]
                chunk = chunk[np.argsort(self.lengths[chunk], kind="stable")]
                yield from (chunk[at * size : (at + 1) * size] for at in rng.permutation(16))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("texts")
    parser.add_argument("out")
    parser.add_argument("--layers", default="0,1,3,5")
    parser.add_argument("--steps", type=int, default=700)
    parser.add_argument("--batch", type=int, default=192)
    parser.add_argument("--rate", type=float, default=3e-4)
    args = parser.parse_args()
    tokenizer = Tokenizer.from_file(os.path.join(args.model, "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LENGTHS[-1])
    texts = Texts(args.texts, tokenizer)
    tensors = read_safetensors(os.path.join(args.model, "model.safetensors"))
    fixed, whole = parameters(tensors, range(LAYERS))
    _, layers = parameters(tensors, [int(layer) for layer in args.layers.split(",")])
    rng = np.random.default_rng(0)
    order = rng.permutation(len(texts.ids))
    held, used = order[:HELD_OUT], order[HELD_OUT:]
    teach = jax.jit(lambda ids, mask: embed(fixed, whole, ids, mask))

    def loss(layers, ids, mask, target):
        made = embed(fixed, layers, ids, mask)
        likeness = made[:FEW] @ made[:FEW].T - target[:FEW] @ target[:FEW].T
        return 1 - (made * target).sum(1).mean() + LIKENESS * (likeness**2).mean()

    pace = optax.warmup_cosine_decay_schedule(0, args.rate, max(1, args.steps // 10), args.steps, args.rate / 50)
    optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(pace, b2=0.99, weight_decay=0.0))

    @jax.jit
    def step(layers, state, ids, mask, target):
        updates, state = optimiser.update(jax.grad(loss)(layers, ids, mask, target), state, layers)
        return optax.apply_updates(layers, updates), state

    agree = jax.jit(lambda layers, ids, mask: (embed(fixed, layers, ids, mask) * teach(ids, mask)).sum(1).mean())

    def agreement():
        rows = held[np.argsort(texts.lengths[held])]
        return float(np.mean([agree(layers, *texts.padded(rows[at : at + FEW])) for at in range(0, len(rows), FEW)]))

    print(f"layers {args.layers} as they are: cosine to all six on {HELD_OUT} texts held out {agreement():.4f}")
    state = optimiser.init(layers)
    for done, rows in zip(range(args.steps), texts.batches(used, args.batch, rng)):
        ids, mask = texts.padded(rows)
        layers, state = step(layers, state, ids, mask, teach(ids, mask))
        if (done + 1) % 250 == 0 or done + 1 == args.steps:
            print(f"{done + 1} steps: {agreement():.4f}", flush=True)
            np.savez(args.out, **{f"{i}.{part}.{at}": np.asarray(value) for i, layer in enumerate(layers) for part, pair in layer.items() for at, value in enumerate(pair)})


if __name__ == "__main__":
    main()
