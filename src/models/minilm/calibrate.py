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

from ranges import write_ranges
from upstream import HEAD_WIDTH, HEADS, LAYERS, WIDTH, open_tokenizer, quantise, quantise_to_four_bits, read_safetensors

HERE = os.path.dirname(os.path.abspath(__file__))


def calibrate(weights, tokenizer, texts, layers=LAYERS, short_words=False):
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
        words = weights["embeddings.word_embeddings.weight"][ids]
        codes, scale = quantise_to_four_bits(words) if short_words else quantise(words, 1)
        x = (codes.astype(np.float32) - 8 if short_words else codes) * scale + weights["embeddings.position_embeddings.weight"][: len(ids)] + weights["embeddings.token_type_embeddings.weight"][0]
        x = norm(x, "embeddings.LayerNorm")
        for layer in range(layers):
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


def calibration_texts():
    with open(os.path.join(HERE, "calibration.txt"), encoding="utf8") as file:
        return [line for line in file.read().split("\n") if line]


def main(model_folder):
    weights = read_safetensors(os.path.join(model_folder, "model.safetensors"))
    write_ranges(calibrate(weights, open_tokenizer(model_folder, 256), calibration_texts()))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
