"""The upstream weights: reading `model.safetensors`, and the integer grid that they are rounded to."""
import json
import struct

import numpy as np

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


def quantise(weights, axis):
    """Signed bytes with one float32 scale a slice along `axis`, the largest magnitude at 127."""
    scale = (np.maximum(np.abs(weights).max(axis=axis, keepdims=True), 1e-12) / 127).astype(np.float32)
    return np.clip(np.rint(weights / scale), -127, 127).astype(np.int8), scale
