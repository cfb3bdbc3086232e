#!/usr/bin/env python3
"""Distils MiniLM into a table of token vectors: `static.bin` and `vocab.txt`.

python3 src/models/static/build.py TEXTS OUT_DIR [--minilm public/models/minilm] [--epochs 6] [--seed 0]

TEXTS: freely licensed English text, one title or sentence a line; what the shipped table was made of is in
src/models/README.md. More text helps: cosine to MiniLM on headlines .684, .823, .837 from 0, 88,000 and 196,000 texts.
Needs numpy, scipy, onnxruntime and tokenizers. The teacher runs at 40 to 100 texts a second on one core; its vectors are
kept beside OUT_DIR, so that a second run begins with the training.
"""
import argparse
import hashlib
import os

import numpy as np
import onnxruntime
import scipy.sparse as sp
from tokenizers import Tokenizer

from table import count_matrix, file_of, normalised, reduced_tokenizer, rounded

INNER = 256
RARE = 3e-4  # pieces much more frequent than this start near nothing: they say little (Arora et al., 2017)
HELD_OUT = 1 / 50


class Teacher:
    def __init__(self, folder):
        self.session = onnxruntime.InferenceSession(os.path.join(folder, "minilm-fp.onnx"))
        self.tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(128)

    def run(self, batch):
        ids = np.array(batch, np.int32)
        return self.session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0]

    def embed(self, texts):
        """Texts of equal length share a batch, so that none is padded."""
        encoded = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i]))
        out = np.zeros((len(texts), 384), np.float32)
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and end - start < 32 and len(encoded[order[end]]) == len(encoded[order[start]]):
                end += 1
            out[order[start:end]] = self.run([encoded[i] for i in order[start:end]])
            start = end
        return out

    def pieces(self, ids):
        """Each piece as a text of its own."""
        return np.concatenate([self.run([[101, int(i), 102] for i in ids[start : start + 128]]) for start in range(0, len(ids), 128)])


def train(counts, targets, table, projection, epochs, rate, seed, two_bit):
    """Row-sparse Adam on the cosine to the teacher, and on the likeness of texts to each other. With `two_bit` the forward pass sees rounded rows."""
    rng = np.random.default_rng(seed)
    texts, batch = counts.shape[0], min(1024, counts.shape[0])
    table, projection = table.copy(), None if projection is None else projection.copy()
    first, second, seen = np.zeros_like(table), np.zeros_like(table), np.zeros(len(table), np.float32)
    p_first, p_second = (None, None) if projection is None else (np.zeros_like(projection), np.zeros_like(projection))
    steps = max(1, epochs * (texts // batch))
    for step in range(steps):
        if step % max(1, texts // batch) == 0:
            order = rng.permutation(texts)
        at = (step * batch) % (texts - batch + 1)
        chosen = order[at : at + batch]
        x, target = counts[chosen], targets[chosen]
        rows, inverse = np.unique(x.indices, return_inverse=True)
        x = sp.csr_matrix((x.data, inverse.astype(np.int32), x.indptr), shape=(len(chosen), len(rows)))
        inner = x @ (rounded(table[rows]) if two_bit else table[rows])
        raw = inner if projection is None else inner @ projection
        length = np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-6)
        made = raw / length
        gradient = -target / batch
        few = min(256, batch)
        difference = made[:few] @ made[:few].T - target[:few] @ target[:few].T
        np.fill_diagonal(difference, 0)
        gradient[:few] += (80 / (batch * few)) * (difference @ made[:few])
        gradient = (gradient - made * (gradient * made).sum(1, keepdims=True)) / length
        pace = rate * min(1, (step + 1) / 30) * (0.5 * (1 + np.cos(np.pi * step / steps)) * 0.97 + 0.03)
        g = np.asarray(x.T @ (gradient if projection is None else gradient @ projection.T))
        seen[rows] += 1
        age = seen[rows][:, None]
        first[rows] = 0.9 * first[rows] + 0.1 * g
        second[rows] = 0.99 * second[rows] + 0.01 * g * g
        table[rows] -= pace * (first[rows] / (1 - 0.9**age)) / (np.sqrt(second[rows] / (1 - 0.99**age)) + 1e-9)
        if projection is not None:
            g = inner.T @ gradient
            p_first, p_second = 0.9 * p_first + 0.1 * g, 0.99 * p_second + 0.01 * g * g
            projection -= pace * 0.1 * (p_first / (1 - 0.9 ** (step + 1))) / (np.sqrt(p_second / (1 - 0.99 ** (step + 1))) + 1e-9)
    return table, projection


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
    wide, _ = train(counts[used], targets[used], start.astype(np.float32), None, args.epochs, 3e-3, args.seed, two_bit=False)
    # The 256 directions in which frequent pieces differ most, turned at random so that two bits fall on all alike.
    weighted = wide * np.sqrt(np.asarray(counts.sum(0)).ravel() + 1)[:, None]
    directions = np.linalg.eigh((weighted.T @ weighted).astype(np.float64))[1][:, ::-1][:, :INNER].T.astype(np.float32)
    projection = np.linalg.qr(np.random.default_rng(args.seed).normal(size=(INNER, INNER)))[0].astype(np.float32) @ directions
    table, projection = train(counts[used], targets[used], wide @ projection.T, projection, args.epochs, 2e-3, args.seed, two_bit=True)
    projection = projection.astype(np.float16).astype(np.float32)
    embed = lambda rows: normalised((counts[rows] @ rounded(table)) @ projection)
    mean_rows = used[:6000]
    content = file_of(table, projection, ids, bias, (embed(mean_rows).mean(0), targets[mean_rows].mean(0)), len(texts))
    with open(os.path.join(args.out, "static.bin"), "wb") as file:
        file.write(content)
    with open(os.path.join(args.out, "vocab.txt"), "w", encoding="utf8") as file:
        file.write("\n".join(pieces) + "\n")
    print(f"{len(content)} bytes from {len(texts)} texts; cosine to MiniLM on {len(held)} texts held out: {float((embed(held) * targets[held]).sum(1).mean()):.4f}")


if __name__ == "__main__":
    main()
