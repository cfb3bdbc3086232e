"""The upstream model: its weights and tokenizer, and the integer grids that weights are rounded to."""
import json
import os
import struct

import numpy as np
from tokenizers import Tokenizer

LAYERS, HEADS, HEAD_WIDTH, WIDTH = 6, 12, 32, 384
LAYER_NORM_EPSILON = 1e-12
DTYPES = {"F32": np.float32, "F16": np.float16, "I64": np.int64}


def read_safetensors(path):
    """Name -> array, without the `bert.` prefix that some exports carry."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        body = file.read()
    tensors = {}
    for name, about in header.items():
        if name == "__metadata__":
            continue
        start, end = about["data_offsets"]
        tensors[name.removeprefix("bert.")] = np.frombuffer(body[start:end], DTYPES[about["dtype"]]).reshape(about["shape"]).copy()
    return tensors


def open_tokenizer(folder, most):
    tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(most)
    return tokenizer


def quantise(weights, axis):
    """Signed bytes with one float32 scale a slice along `axis`, the largest magnitude at 127."""
    scale = (np.maximum(np.abs(weights).max(axis=axis, keepdims=True), 1e-12) / 127).astype(np.float32)
    return np.clip(np.rint(weights / scale), -127, 127).astype(np.int8), scale


def quantise_to_four_bits(rows):
    """Codes 0 to 15 with one float32 scale a row [rows, 1]: a code c stands for (c - 8) * scale. Of each row's scales, the one that loses least."""
    loudest = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-12)
    best, codes, scales = np.full((len(rows), 1), np.inf), np.zeros(rows.shape, np.uint8), np.zeros((len(rows), 1), np.float32)
    for clip in np.linspace(0.4, 1.05, 27):
        scale = (loudest * (clip / 8)).astype(np.float32)
        tried = np.clip(np.rint(rows / scale), -8, 7)
        lost = ((rows - tried * scale) ** 2).sum(axis=1, keepdims=True)
        better = lost < best
        best, scales, codes = np.where(better, lost, best), np.where(better, scale, scales), np.where(better, tried + 8, codes).astype(np.uint8)
    return codes, scales
