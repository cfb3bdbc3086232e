"""The large constants that all graphs share, in the order in which `minilm.weights` holds them.

The file's hash names the vector space, which catalogs and visitors' stored vectors carry: what stands here keeps its
place, also what no graph of today asks for.
"""
import numpy as np

from upstream import quantise, quantise_to_four_bits

PARTS = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "o": "attention.output.dense", "f": "intermediate.dense", "d": "output.dense"}
GELU_LEAST = -0.17  # the minimum of GELU is -0.16997


def tensors(weights, ranges, layers, short_words):
    """name -> array. `l2f_q`, `l2f_s`: int8 codes [in, out] and float32 scales [out] of layer 2's product f, its rows
    multiplied by the input's width; `l2x_ir`, `l2x_mu`: what divides and then shifts an input of q, k and v. `short_words`: the word
    table in four bits, `word_q` uint8 [words, width / 2]; of a byte the low half is a row's first half, the high one its second."""
    table, later = {}, {}

    def matrix(layer, part):
        return np.ascontiguousarray(weights[f"encoder.layer.{layer}.{PARTS[part]}.weight"].T)

    def bias(layer, part):
        return weights[f"encoder.layer.{layer}.{PARTS[part]}.bias"]

    def product(layer, part, width=None):
        codes, scale = quantise(matrix(layer, part) * (1 if width is None else width[:, None]), 0)
        table[f"l{layer}{part}_q"], table[f"l{layer}{part}_s"] = codes, scale.reshape(-1)
        return codes * scale

    def norm(name, upstream):
        table[name + "_g"], table[name + "_be"] = weights[upstream + ".weight"], weights[upstream + ".bias"]

    position = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    words = weights["embeddings.word_embeddings.weight"]
    if short_words:
        codes, table["word_s"] = quantise_to_four_bits(words)
        first, second = np.split(codes, 2, axis=1)
        table["word_q"] = first | second << 4
    else:
        table["word_q"], table["word_s"] = quantise(words, 1)
    table["pos_q"], table["pos_s"] = quantise(position, 1)
    norm("x0", "embeddings.LayerNorm")
    for i in range(layers):
        shift, width = grid(*ranges[f"l{i}x"], [matrix(i, part) for part in "qkv"], shifted=True)
        corrections = []
        for part in "qkv":
            corrections.append((shift / width) @ product(i, part, width))
            table[f"l{i}x_ir"] = (1 / width).astype(np.float32)
        table[f"l{i}qkv_b"] = np.concatenate([bias(i, part) for part in "qkv"]).astype(np.float32)
        product(i, "o")
        norm(f"l{i}h", f"encoder.layer.{i}.attention.output.LayerNorm")
        table[f"l{i}h_bi"] = bias(i, "o")
        _, width = grid(*ranges[f"l{i}h"], [matrix(i, "f")], shifted=False)
        product(i, "f", width)
        table[f"l{i}h_ir"], table[f"l{i}f_b"] = (1 / width).astype(np.float32), bias(i, "f")
        rounded = product(i, "d")
        norm(f"x{i + 1}", f"encoder.layer.{i}.output.LayerNorm")
        table[f"x{i + 1}_bi"] = bias(i, "d")
        shift, width = grid(*ranges[f"l{i}x"], [matrix(i, part) for part in "qkv"], shifted=True)
        later[f"l{i}x_mu"] = (shift / width).astype(np.float32)
        later[f"l{i}qkv_b_shifted"] = np.concatenate([bias(i, part) + correction for part, correction in zip("qkv", corrections)]).astype(np.float32)
        later[f"x{i + 1}_bi_shifted"] = (bias(i, "d") + np.full(rounded.shape[0], GELU_LEAST, np.float32) @ rounded).astype(np.float32)
    return table | later


def grid(low, high, group, shifted):
    """Shift and width of each input channel of the products `group` (SmoothQuant at one half), so that a few loud channels do not cost the others their precision."""
    low, high = low.astype(np.float64), high.astype(np.float64)
    shift = (low + high) / 2 if shifted else 0 * low
    loud = np.maximum(np.maximum(np.abs(high - shift), np.abs(low - shift)), 1e-4)
    heavy = np.maximum(np.max([np.abs(weight).max(1) for weight in group], 0), 1e-4)
    width = np.sqrt(loud / heavy)
    width = width / np.exp(np.log(width).mean())
    return shift.astype(np.float32), width.astype(np.float32)
