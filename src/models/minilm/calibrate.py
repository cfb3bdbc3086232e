#!/usr/bin/env python3
"""What the inputs of the integer products look like: the least and greatest value of each channel over short English texts.

python3 src/models/minilm/calibrate.py MODEL_DIR    writes ranges.npz beside this file

Needs numpy, scipy and tokenizers.
"""
import os
import sys
from math import sqrt

import numpy as np
from scipy.special import erf
from tokenizers import Tokenizer

from ranges import write_ranges
from upstream import HEAD_WIDTH, HEADS, LAYERS, WIDTH, quantise, read_safetensors

HERE = os.path.dirname(os.path.abspath(__file__))


def calibrate(weights, tokenizer, texts):
    """`l<layer>x` (input of query, key and value) and `l<layer>h` (input of the first feed-forward product) -> (least, greatest), float16."""
    least, greatest, rounded = {}, {}, {}

    def norm(x, name):
        centred = x - x.mean(-1, keepdims=True)
        return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12) * weights[name + ".weight"] + weights[name + ".bias"]

    def linear(x, name):
        if name not in rounded:
            codes, scale = quantise(weights[name + ".weight"].T, 0)
            rounded[name] = codes * scale
        return x @ rounded[name] + weights[name + ".bias"]

    def note(site, x):
        least[site] = np.minimum(least.get(site, np.inf), x.min(0))
        greatest[site] = np.maximum(greatest.get(site, -np.inf), x.max(0))

    for text in texts:
        ids = np.array(tokenizer.encode(text).ids)
        codes, scale = quantise(weights["embeddings.word_embeddings.weight"][ids], 1)
        x = codes * scale + weights["embeddings.position_embeddings.weight"][: len(ids)] + weights["embeddings.token_type_embeddings.weight"][0]
        x = norm(x, "embeddings.LayerNorm")
        for layer in range(LAYERS):
            at = f"encoder.layer.{layer}."
            note(f"l{layer}x", x)
            query, key, value = (linear(x, at + "attention.self." + part).reshape(-1, HEADS, HEAD_WIDTH).transpose(1, 0, 2) for part in ("query", "key", "value"))
            shares = query @ key.transpose(0, 2, 1) / sqrt(HEAD_WIDTH)
            shares = np.exp(shares - shares.max(-1, keepdims=True))
            shares /= shares.sum(-1, keepdims=True)
            heard = (shares @ value).transpose(1, 0, 2).reshape(-1, WIDTH)
            x = norm(x + linear(heard, at + "attention.output.dense"), at + "attention.output.LayerNorm")
            note(f"l{layer}h", x)
            inner = linear(x, at + "intermediate.dense")
            inner = inner * 0.5 * (1 + erf(inner / sqrt(2)))
            x = norm(x + linear(inner, at + "output.dense"), at + "output.LayerNorm")
    return {site: (least[site].astype(np.float16), greatest[site].astype(np.float16)) for site in least}


def main(model_folder):
    tokenizer = Tokenizer.from_file(os.path.join(model_folder, "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    with open(os.path.join(HERE, "calibration.txt"), encoding="utf8") as file:
        texts = [line for line in file.read().split("\n") if line]
    write_ranges(calibrate(read_safetensors(os.path.join(model_folder, "model.safetensors")), tokenizer, texts))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
