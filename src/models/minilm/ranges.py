"""`ranges.npz`: what calibrate.py found, `l<layer>x` and `l<layer>h` -> (least, greatest), float16 [384].

Kept in the repository because the last bit of a float32 sum depends on the machine's BLAS, and the weights' bytes on it.
"""
import os

import numpy as np

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ranges.npz")


def read_ranges():
    with np.load(FILE) as file:
        return {name: (file[name][0], file[name][1]) for name in file.files}


def write_ranges(ranges):
    np.savez_compressed(FILE, **{name: np.stack(bounds) for name, bounds in ranges.items()})
