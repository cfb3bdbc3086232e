#!/usr/bin/env python3
"""Makes `minilm.weights`, `minilm-fp.onnx` (WebGPU) and `minilm-int.onnx` (WASM) from the upstream weights.

python3 src/models/minilm/build.py MODEL_DIR OUT_DIR

MODEL_DIR holds `model.safetensors` and `tokenizer.json` of sentence-transformers/all-MiniLM-L6-v2. The same bytes, twice.
Needs numpy, scipy, onnx and tokenizers.
"""
import hashlib
import os
import sys

from onnx import TensorProto, numpy_helper
from tokenizers import Tokenizer

from calibrate import calibrate
from graph import EncoderGraph
from upstream import read_safetensors

WEIGHTS = "minilm.weights"
SMALLEST_OUTSIDE = 256  # bytes: smaller constants stay in the graph
ALIGNMENT = 64


def split(models):
    """Moves the large constants of all graphs into one file, each once. Returns its bytes."""
    parts, places, size = [], {}, 0
    for model in models:
        for tensor in model.graph.initializer:
            raw = numpy_helper.to_array(tensor).tobytes()
            if len(raw) < SMALLEST_OUTSIDE:
                continue
            key = hashlib.sha256(raw).digest()
            if key not in places:
                gap = -size % ALIGNMENT
                parts.append(b"\0" * gap + raw)
                places[key] = size + gap
                size += gap + len(raw)
            for field in ("raw_data", "float_data", "int32_data", "int64_data"):
                tensor.ClearField(field)
            tensor.data_location = TensorProto.EXTERNAL
            del tensor.external_data[:]
            for name, value in (("location", WEIGHTS), ("offset", places[key]), ("length", len(raw))):
                entry = tensor.external_data.add()
                entry.key, entry.value = name, str(value)
    return b"".join(parts)


def main(model_folder, out):
    weights = read_safetensors(os.path.join(model_folder, "model.safetensors"))
    tokenizer = Tokenizer.from_file(os.path.join(model_folder, "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "calibration.txt"), encoding="utf8") as file:
        ranges = calibrate(weights, tokenizer, [line for line in file.read().split("\n") if line])
    models = {"minilm-fp.onnx": EncoderGraph(weights, ranges, integer=False).model(), "minilm-int.onnx": EncoderGraph(weights, ranges, integer=True).model()}
    shared = split(models.values())
    os.makedirs(out, exist_ok=True)
    files = {WEIGHTS: shared} | {name: model.SerializeToString(deterministic=True) for name, model in models.items()}
    for name, content in files.items():
        with open(os.path.join(out, name), "wb") as file:
            file.write(content)
        print(f"{name:20s} {len(content):9d} {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
