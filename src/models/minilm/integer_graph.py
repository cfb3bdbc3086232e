"""The encoder for WASM: products of bytes.

Inputs  input_ids, attention_mask: int32 [batch, tokens]
Output  embedding: float32 [batch, 384], masked mean and L2 normalisation inside the graph

Padding costs nothing but in attention: the tokens that the mask keeps are gathered into one row each, so that texts of
different lengths share every product. Each operator is the fastest of its kind in ONNX Runtime 1.30's plain SIMD
(src/docs/embeddings.md has what each gave): normalisation without gain and offset, which are folded into what comes
next; the standard Attention instead of the fused one; GELU by its tanh.
"""
import numpy as np
from onnx import TensorProto

from graph import MICROSOFT, Graph
from upstream import HEADS, WIDTH

STEPS = 127
# The input of q, k and v is of the same size in every text (the loudest of its channels hardly moves), so that one step
# for all tokens serves; a little above what the calibration saw.
HEADROOM = 1.03
# GELU never falls below -.17: so many of the 255 steps lie below zero, and no row's step is finer than they allow.
BELOW_ZERO = 24
GELU_LEAST = 0.17


class IntegerGraph(Graph):
    def __init__(self, title, table, layers, ranges):
        super().__init__(title, table, layers)
        self.ranges = ranges

    # ---- bytes ----------------------------------------------------------------------------------------------
    def zero_point(self, value):
        return self.constant(f"zero_{value}", np.array(value, np.uint8))

    def every_row(self, value):
        """A zero point for each row, as QuantizeLinear wants it where each has its own step."""
        return self.node("Expand", [self.constant(f"zero_row_{value}", np.array([value], np.uint8)), self.rows])

    def product(self, bytes_, zero, name, step=None, bias=None):
        """bytes @ weight; without `step`, what comes out is to be multiplied by each row's."""
        one = self.number("one", 1.0) if step is None else self.number(name + "_step", step)
        inputs = [bytes_, self.shared(name + "_q"), one, self.shared(name + "_s"), self.zero_point(zero)]
        return self.node("MatMulIntegerToFloat", inputs + (["", bias] if bias else []), domain=MICROSOFT)

    def product_by_row(self, x, name):
        """x @ weight with a step for each row, its largest magnitude over 127: the first token's are several times the others'."""
        loudest = self.node("ReduceMax", [self.node("Abs", [x]), self.dims([1])], keepdims=0)
        step = self.node("Mul", [loudest, self.number("per_step", 1 / STEPS)])
        bytes_ = self.node("QuantizeLinear", [x, step, self.middle], axis=0)
        return self.times_step(self.product(bytes_, 128, name), step)

    def times_step(self, y, step):
        return self.node("Mul", [y, self.node("Unsqueeze", [step, self.dims([1])])])

    def affine(self, x, gain, offset):
        return self.node("Add", [self.node("Mul", [x, gain]), offset])

    # ---- parts ----------------------------------------------------------------------------------------------
    def norm(self, summed):
        """Mean 0 and variance 1 in each row; gain and offset are left to whoever reads it."""
        return self.node("MeanVarianceNormalization", [summed], axes=[1])

    def queries_keys_values(self, n, source, i):
        shift, width = self.table[f"l{i}x_mu"], self.table[f"l{i}x_ir"]
        low, high = (bound.astype(np.float32) * width - shift for bound in self.ranges[f"l{i}x"])
        step = HEADROOM * float(np.maximum(np.abs(low), np.abs(high)).max()) / STEPS
        finer = self.number(f"l{i}x_finer", 1 / step)
        width, shift = self.shared(f"l{i}x_ir"), self.shared(f"l{i}x_mu")
        # Of constants alone: folded when the session opens.
        gain = self.node("Mul", [self.node("Mul", [self.shared(source + "_g"), width]), finer])
        offset = self.node("Mul", [self.node("Sub", [self.node("Mul", [self.shared(source + "_be"), width]), shift]), finer])
        bytes_ = self.node("QuantizeLinear", [self.affine(n, gain, offset), self.number("one", 1.0), self.zero_point(128)])
        biases = self.node("Split", [self.shared(f"l{i}qkv_b_shifted"), self.dims([WIDTH] * 3)], outputs=[f"l{i}{part}_b" for part in "qkv"], axis=0)
        return [self.product(bytes_, 128, f"l{i}{part}", step, bias) for part, bias in zip("qkv", biases)]

    def attention(self, n, source, i):
        padded = [self.node("Gather", [x, self.spread], axis=0) for x in self.queries_keys_values(n, source, i)]
        heard = self.node("Attention", [*padded, self.masked], q_num_heads=HEADS, kv_num_heads=HEADS)
        return self.node("Gather", [self.node("Reshape", [heard, self.dims([-1, WIDTH])]), self.kept], axis=0)

    def residual(self, n, source, y, bias):
        offset = self.node("Add", [self.shared(source + "_be"), self.shared(bias)])
        return self.node("Add", [self.affine(n, self.shared(source + "_g"), offset), y])

    def feed_forward(self, n, source, i):
        width = self.shared(f"l{i}h_ir")
        gain, offset = (self.node("Mul", [self.shared(f"{source}_{part}"), width]) for part in ("g", "be"))
        y = self.product_by_row(self.affine(n, gain, offset), f"l{i}f")
        y = self.node("FastGelu", [self.node("Add", [y, self.shared(f"l{i}f_b")])], domain=MICROSOFT)
        loudest = self.node("ReduceMax", [y, self.dims([1])], keepdims=0)
        step = self.node("Max", [self.node("Mul", [loudest, self.number("per_upper_step", 1 / (255 - BELOW_ZERO))]), self.number("finest", GELU_LEAST / BELOW_ZERO)])
        bytes_ = self.node("QuantizeLinear", [y, step, self.low], axis=0)
        return self.times_step(self.product(bytes_, BELOW_ZERO, f"l{i}d"), step)

    def layer(self, n, i):
        source, middle = f"x{i}", f"l{i}h"
        n = self.norm(self.residual(n, source, self.product_by_row(self.attention(n, source, i), f"l{i}o"), f"l{i}h_bi"))
        return self.norm(self.residual(n, middle, self.feed_forward(n, middle, i), f"x{i + 1}_bi"))

    def gather_tokens(self):
        """The tokens that the mask keeps, one a row, and the ways there and back."""
        flat = self.node("Reshape", ["attention_mask", self.dims([-1])])
        shape = self.node("Shape", ["input_ids"])
        tokens = self.node("Slice", [shape, self.dims([1]), self.dims([2])])
        self.kept = self.node("Reshape", [self.node("NonZero", [flat]), self.dims([-1])])
        count = self.node("CumSum", [flat, self.constant("first_axis", np.array(0, np.int64))])
        # A padded place reads the row before it, which the mask then hides.
        place = self.node("Max", [self.node("Sub", [count, self.constant("one_int", np.array(1, np.int32))]), self.constant("zero_int", np.array(0, np.int32))])
        self.spread = self.node("Reshape", [place, shape])
        hidden = self.node("Mul", [self.node("Sub", [self.node("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT), self.number("one", 1.0)]), self.number("big", 10000.0)])
        wide = self.node("Concat", [self.dims([1]), self.dims([1]), tokens, self.dims([1])], axis=0)
        self.masked = self.node("Expand", [self.node("Unsqueeze", [hidden, self.dims([1, 2])]), wide])
        self.rows = self.node("Shape", [self.kept])
        self.middle, self.low = self.every_row(128), self.every_row(BELOW_ZERO)
        return self.node("Gather", [self.node("Reshape", ["input_ids", self.dims([-1])]), self.kept]), self.node("Mod", [self.kept, tokens])

    def whole(self):
        ids, places = self.gather_tokens()
        n = self.norm(self.looked_up(ids, lambda table: self.node("Gather", [table, places])))
        for i in range(self.layers):
            n = self.layer(n, i)
        # Pooling is linear: gain and offset follow once a text. The mean needs its count here, as the offset is added to it.
        padded = self.node("Gather", [n, self.spread], axis=0)
        summed = self.node("Squeeze", [self.node("MatMul", [self.node("Unsqueeze", ["mask", self.dims([1])]), padded]), self.dims([1])])
        mean = self.node("Div", [summed, self.node("ReduceSum", ["mask", self.dims([1])], keepdims=1)])
        pooled = self.affine(mean, self.shared(f"x{self.layers}_g"), self.shared(f"x{self.layers}_be"))
        self.node("LpNormalization", [pooled], "embedding", axis=-1, p=2)
        return self.model(opset=23)
