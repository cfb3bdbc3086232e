#!/usr/bin/env python3
"""Makes `minilm.weights`, `minilm-fp.onnx` (WebGPU) and `minilm-int.onnx` (WASM) from the upstream weights.

python3 src/models/minilm/build.py MODEL_DIR OUT_DIR

MODEL_DIR holds `model.safetensors` of sentence-transformers/all-MiniLM-L6-v2. The same bytes, twice; exit 1 where the
weights are not the ones whose hash names the vector space. Needs numpy and onnx.
"""
import hashlib
import os
import sys

import numpy as np

from float_graph import FloatGraph
from integer_graph import IntegerGraph
from ranges import read_ranges
from tensors import tensors
from upstream import read_safetensors

WEIGHTS = "minilm.weights"
SMALLEST_OUTSIDE = 256  # bytes: smaller constants stay in the graph
ALIGNMENT = 64
SPACE = "285d68bd"  # of the shipped weights; src/core/embedding/space.ts has it too


def lay_out(table):
    """All tensors in one file, each once. (bytes, where each lies by its SHA-256)"""
    parts, places, size = [], {}, 0
    for tensor in table.values():
        raw = np.ascontiguousarray(tensor).tobytes()
        key = hashlib.sha256(raw).digest()
        if key not in places:
            gap = -size % ALIGNMENT
            parts.append(b"\0" * gap + raw)
            places[key] = size + gap
            size += gap + len(raw)
    return b"".join(parts), places


def refer(model, places):
    """Puts what the file holds out of the graph."""
    for tensor in model.graph.initializer:
        raw = tensor.raw_data
        place = places.get(hashlib.sha256(raw).digest())
        if len(raw) < SMALLEST_OUTSIDE or place is None:
            continue
        tensor.ClearField("raw_data")
        tensor.data_location = 1
        for name, value in (("location", WEIGHTS), ("offset", place), ("length", len(raw))):
            entry = tensor.external_data.add()
            entry.key, entry.value = name, str(value)


def main(model_folder, out):
    ranges = read_ranges()
    table = tensors(read_safetensors(os.path.join(model_folder, "model.safetensors")), ranges)
    shared, places = lay_out(table)
    models = {"minilm-fp.onnx": FloatGraph(table).whole(), "minilm-int.onnx": IntegerGraph(table, ranges).whole()}
    os.makedirs(out, exist_ok=True)
    files = {WEIGHTS: shared}
    for name, model in models.items():
        refer(model, places)
        files[name] = model.SerializeToString(deterministic=True)
    for name, content in files.items():
        with open(os.path.join(out, name), "wb") as file:
            file.write(content)
        print(f"{name:20s} {len(content):9d} {hashlib.sha256(content).hexdigest()}")
    if not hashlib.sha256(shared).hexdigest().startswith(SPACE):
        sys.exit(f"{WEIGHTS} is not the file of space {SPACE}: catalogs and stored vectors would not fit")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
