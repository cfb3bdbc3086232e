#!/usr/bin/env python3
"""Makes `minilm.weights`, `minilm-fp.onnx` (WebGPU) and `minilm-int.onnx` (WASM): of the upstream weights, or of the
layers that student.py taught, with a word table in four bits.

python3 src/models/minilm/build.py MODEL_DIR OUT_DIR [--student STUDENT_DIR]

MODEL_DIR holds `model.safetensors` and `tokenizer.json` of sentence-transformers/all-MiniLM-L6-v2. The same bytes, twice;
exit 1 where the whole model's weights are not the ones whose hash names the vector space. Needs numpy, onnx and tokenizers,
for a student scipy too.
"""
import argparse
import hashlib
import os
import shutil
import sys

import numpy as np

from float_graph import FloatGraph
from integer_graph import IntegerGraph
from ranges import read_ranges
from student_file import GOLDEN, read_student
from tensors import tensors
from upstream import LAYERS, open_tokenizer, read_safetensors

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


def model_files(title, weights, ranges, layers, short_words):
    """File name -> bytes: the weights, and two graphs that refer to them."""
    table = tensors(weights, ranges, layers, short_words)
    shared, places = lay_out(table)
    files = {WEIGHTS: shared}
    for ending, graph in (("fp", FloatGraph(title, table, layers)), ("int", IntegerGraph(title, table, layers, ranges))):
        model = graph.whole()
        refer(model, places)
        files[f"minilm-{ending}.onnx"] = model.SerializeToString(deterministic=True)
    return files


def whole(weights):
    files = model_files("all-MiniLM-L6-v2", weights, read_ranges(), LAYERS, short_words=False)
    if not hashlib.sha256(files[WEIGHTS]).hexdigest().startswith(SPACE):
        sys.exit(f"{WEIGHTS} is not the file of space {SPACE}: catalogs and stored vectors would not fit")
    return files


def student(weights, model_folder, student_folder):
    from calibrate import calibrate, calibration_texts

    layers, taught = read_student(student_folder)
    weights = {name: tensor for name, tensor in weights.items() if not name.startswith("encoder.")} | taught
    ranges = calibrate(weights, open_tokenizer(model_folder, 256), calibration_texts(), layers, short_words=True)
    return model_files(f"all-MiniLM-L6-v2, {layers} layers taught", weights, ranges, layers, short_words=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("out")
    parser.add_argument("--student")
    args = parser.parse_args()
    weights = read_safetensors(os.path.join(args.model, "model.safetensors"))
    files = whole(weights) if args.student is None else student(weights, args.model, args.student)
    os.makedirs(args.out, exist_ok=True)
    for name, content in files.items():
        with open(os.path.join(args.out, name), "wb") as file:
            file.write(content)
        print(f"{name:20s} {len(content):9d} {hashlib.sha256(content).hexdigest()}")
    if args.student is not None:
        shutil.copyfile(os.path.join(args.student, GOLDEN), os.path.join(args.out, GOLDEN))


if __name__ == "__main__":
    main()
