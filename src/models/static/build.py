#!/usr/bin/env python3
"""Distils MiniLM into a table of token vectors: `static.bin` and `vocab.txt`.

python3 src/models/static/build.py TEXTS OUT_DIR [--minilm public/models/minilm] [--epochs 6] [--seed 0]

TEXTS: freely licensed English text, one title or sentence a line; what the shipped table was made of is in
src/models/README.md. More text helps: cosine to MiniLM on headlines .684, .823, .837 from 0, 88,000 and 196,000 texts.
Needs numpy, scipy, onnxruntime and tokenizers. The teacher's integer graph runs at about 900 texts a second on one core of a server; its
vectors are kept in OUT_DIR, so that a second run begins with the training.
"""
import argparse
import hashlib
import os

import numpy as np
import onnxruntime
import scipy.sparse as sp
from tokenizers import Tokenizer

from table import count_matrix, file_of, normalised, reduced_tokenizer, two_bits

RARE = 3e-4  # pieces much more frequent than this start near nothing: they say little (Arora et al., 2017)
HELD_OUT = 1 / 50
LIKENESS = 16  # weight of the likeness of texts to each other


class Teacher:
    def __init__(self, folder):
        self.session = onnxruntime.InferenceSession(os.path.join(folder, "minilm-int.onnx"))
        self.tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(128)

    def run(self, batch):
        ids = np.zeros((len(batch), max(map(len, batch))), np.int32)
        mask = np.zeros_like(ids)
        for row, text in enumerate(batch):
            ids[row, : len(text)], mask[row, : len(text)] = text, 1
        return self.session.run(None, {"input_ids": ids, "attention_mask": mask})[0]

    def embed(self, texts):
        encoded = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i]))
        out = np.zeros((len(texts), 384), np.float32)
        for start in range(0, len(order), 32):
            chosen = order[start : start + 32]
            out[chosen] = self.run([encoded[i] for i in chosen])
        return out

    def pieces(self, ids):
        """Each piece as a text of its own."""
        return np.concatenate([self.run([[101, int(i), 102] for i in ids[start : start + 128]]) for start in range(0, len(ids), 128)])


class Adam:
    """Step sizes of one array; of an array of rows, only those that a batch touched move."""

    def __init__(self, shape, rate):
        self.rate = rate
        self.first, self.second, self.seen = np.zeros(shape, np.float32), np.zeros(shape, np.float32), np.zeros(shape[0], np.float32)

    def step(self, gradient, pace, rows=slice(None)):
        self.seen[rows] += 1
        age = self.seen[rows].reshape(-1, *[1] * (self.first.ndim - 1))
        self.first[rows] = 0.9 * self.first[rows] + 0.1 * gradient
        self.second[rows] = 0.99 * self.second[rows] + 0.01 * gradient * gradient
        return self.rate * pace * (self.first[rows] / (1 - 0.9**age)) / (np.sqrt(self.second[rows] / (1 - 0.99**age)) + 1e-12)


def batches(counts, targets, epochs, seed):
    """(counts over the rows that occur, those rows, targets, pace) a batch; the pace rises for 30 steps and falls by half a cosine."""
    rng, texts = np.random.default_rng(seed), counts.shape[0]
    size = min(1024, texts)
    steps = max(1, epochs * (texts // size))
    for step in range(steps):
        at = step % max(1, texts // size)
        if at == 0:
            order = rng.permutation(texts)
        chosen = order[at * size : (at + 1) * size]
        rows, inverse = np.unique(counts[chosen].indices, return_inverse=True)
        there = sp.csr_matrix((counts[chosen].data, inverse.astype(np.int32), counts[chosen].indptr), shape=(len(chosen), len(rows)))
        yield there, rows, targets[chosen], min(1, (step + 1) / 30) * (0.5 * (1 + np.cos(np.pi * step / steps)) * 0.97 + 0.03)


def slope(raw, target):
    """Gradient, by the sums `raw`, of the cosine to the teacher, and of the likeness of texts to each other."""
    batch = len(raw)
    length = np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-6)
    made = raw / length
    gradient = -target / batch
    few = min(256, batch)
    difference = made[:few] @ made[:few].T - target[:few] @ target[:few].T
    np.fill_diagonal(difference, 0)
    gradient[:few] += (LIKENESS / (batch * few)) * (difference @ made[:few])
    return (gradient - made * (gradient * made).sum(1, keepdims=True)) / length


def train(counts, targets, table, epochs, seed):
    """Rows of full width and precision."""
    table, adam = table.copy(), Adam(table.shape, 3e-3)
    for there, rows, target, pace in batches(counts, targets, epochs, seed):
        table[rows] -= adam.step(np.asarray(there.T @ slope(there @ table[rows], target)), pace, rows)
    return table


def settle(counts, targets, codes, scales, projection, epochs, seed):
    """The scales of two-bit rows, and the projection, so that rounding costs least. The codes stay: training through the
    rounding made them worse than they are when simply rounded (cosine .79 for .82)."""
    levels, scales, projection = codes.astype(np.float32) - 1.5, np.log(scales), projection.copy()
    of_scales, of_projection = Adam(scales.shape, 2e-2), Adam(projection.shape, 3e-4)
    for there, rows, target, pace in batches(counts, targets, epochs, seed):
        table = levels[rows] * np.exp(scales[rows])
        inner = there @ table
        gradient = slope(inner @ projection, target)
        of_rows = np.asarray(there.T @ (gradient @ projection.T))
        scales[rows] -= of_scales.step((of_rows * table).sum(1, keepdims=True), pace, rows)
        projection -= of_projection.step(inner.T @ gradient, pace)
    return np.exp(scales).astype(np.float16).astype(np.float32), projection.astype(np.float16).astype(np.float32)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts")
    parser.add_argument("out")
    parser.add_argument("--minilm", default="public/models/minilm")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    with open(args.texts, encoding="utf8") as file:
        texts = list(dict.fromkeys(line.strip() for line in file if len(line.strip()) > 1))
    os.makedirs(args.out, exist_ok=True)
    tokenizer, ids, pieces = reduced_tokenizer(os.path.join(args.minilm, "tokenizer.json"))
    kept = os.path.join(args.out, f".teacher-{hashlib.sha256(chr(10).join(texts).encode()).hexdigest()[:16]}.npz")
    if not os.path.exists(kept):
        teacher = Teacher(args.minilm)
        np.savez(kept, texts=teacher.embed(texts), pieces=teacher.pieces(ids))
    taught = np.load(kept)
    targets, alone = taught["texts"], taught["pieces"]
    counts = count_matrix(tokenizer, texts, len(ids))
    order = np.random.default_rng(args.seed).permutation(len(texts))
    held, used = order[: int(len(order) * HELD_OUT)], order[int(len(order) * HELD_OUT) :]
    share = np.asarray(counts.sum(0)).ravel() / counts.sum()
    bias = tokenizer.token_to_id("[UNK]")
    start = (alone - 0.9 * alone.mean(0)) * (RARE / (RARE + share))[:, None].astype(np.float32)
    start[bias] = 0
    wide = train(counts[used], targets[used], start.astype(np.float32), args.epochs, args.seed)
    codes, scales, projection = two_bits(wide, np.asarray(counts.sum(0)).ravel() + 1, args.seed)
    scales, projection = settle(counts[used], targets[used], codes, scales, projection, max(1, args.epochs // 2), args.seed)
    table = (codes.astype(np.float32) - np.float32(1.5)) * scales
    embed = lambda rows: normalised((counts[rows] @ table) @ projection)
    mean_rows = used[:6000]
    content = file_of(codes, scales, projection, ids, bias, (embed(mean_rows).mean(0), targets[mean_rows].mean(0)), len(texts))
    with open(os.path.join(args.out, "static.bin"), "wb") as file:
        file.write(content)
    with open(os.path.join(args.out, "vocab.txt"), "w", encoding="utf8") as file:
        file.write("\n".join(pieces) + "\n")
    print(f"{len(content)} bytes from {len(texts)} texts; cosine to MiniLM on {len(held)} texts held out: {float((embed(held) * targets[held]).sum(1).mean()):.4f}")


if __name__ == "__main__":
    main()
