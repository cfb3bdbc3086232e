"""The encoder for WebGPU: the shared bytes, made float32 when the session loads.

Inputs  input_ids, attention_mask: int32 [batch, tokens]
Output  embedding: float32 [batch, 384], masked mean and L2 normalisation inside the graph
Token type 0 is folded into the position table.
"""
import numpy as np
from onnx import TensorProto

from graph import MICROSOFT, Graph
from upstream import HEAD_WIDTH, HEADS, LAYER_NORM_EPSILON, WIDTH


class FloatGraph(Graph):
    def product(self, x, name, width=None):
        """x @ weight, the bias left to whoever comes next."""
        floats = self.node("Cast", [self.shared(name + "_q")], to=TensorProto.FLOAT)
        floats = self.node("Mul", [floats, self.shared(name + "_s", (1, -1))])
        if width is not None:
            floats = self.node("Mul", [floats, self.shared(width, (-1, 1))])
        return self.node("MatMul", [x, floats])

    def attention(self, query, key, value, biases, masked):
        """In standard operators: ONNX Runtime 1.30's fused attention on WebGPU loses keys past the 32nd where subgroups are small."""
        of_query, of_key, of_value = self.node("Split", [biases, self.dims([WIDTH] * 3)], outputs=[f"{biases}{part}" for part in "qkv"], axis=0)

        def heads(x, bias, order, scaled=False):
            x = self.node("Add", [x, bias])
            x = self.node("Mul", [x, self.number("head_scale", 1 / np.sqrt(HEAD_WIDTH))]) if scaled else x
            return self.node("Transpose", [self.node("Reshape", [x, self.dims([0, 0, HEADS, HEAD_WIDTH])])], perm=order)

        likeness = self.node("MatMul", [heads(query, of_query, [0, 2, 1, 3], scaled=True), heads(key, of_key, [0, 2, 3, 1])])
        shares = self.node("Softmax", [self.node("Add", [likeness, masked])], axis=-1)
        heard = self.node("Transpose", [self.node("MatMul", [shares, heads(value, of_value, [0, 2, 1, 3])])], perm=[0, 2, 1, 3])
        return self.node("Reshape", [heard, self.dims([0, 0, WIDTH])])

    def add_and_norm(self, y, x, name, bias):
        return self.node("SkipLayerNormalization", [y, x, self.shared(name + "_g"), self.shared(name + "_be"), self.shared(bias)], name, domain=MICROSOFT, epsilon=LAYER_NORM_EPSILON)

    def layer(self, x, i, masked):
        query, key, value = (self.product(x, f"l{i}{part}", f"l{i}x_ir") for part in "qkv")
        y = self.product(self.attention(query, key, value, self.shared(f"l{i}qkv_b"), masked), f"l{i}o")
        x = self.add_and_norm(y, x, f"l{i}h", f"l{i}h_bi")
        y = self.node("BiasGelu", [self.product(x, f"l{i}f", f"l{i}h_ir"), self.shared(f"l{i}f_b")], domain=MICROSOFT)
        return self.add_and_norm(self.product(y, f"l{i}d"), x, f"x{i + 1}", f"x{i + 1}_bi")

    def whole(self):
        tokens = self.node("Slice", [self.node("Shape", ["input_ids"]), self.dims([1]), self.dims([2])])
        summed = self.looked_up("input_ids", lambda table: self.node("Slice", [table, self.dims([0]), tokens, self.dims([0])]))
        x = self.node("LayerNormalization", [summed, self.shared("x0_g"), self.shared("x0_be")], "x0", axis=-1, epsilon=LAYER_NORM_EPSILON)
        mask = self.node("Unsqueeze", [self.node("Cast", ["attention_mask"], to=TensorProto.FLOAT), self.dims([1])])
        masked = self.node("Mul", [self.node("Sub", [self.node("Unsqueeze", [mask, self.dims([1])]), self.number("one", 1.0)]), self.number("big", 10000.0)])
        for i in range(self.layers):
            x = self.layer(x, i, masked)
        # The sum over real tokens will do: the count of the mean cancels in the normalisation.
        pooled = self.node("Squeeze", [self.node("MatMul", [mask, x]), self.dims([1])])
        length = self.node("Sqrt", [self.node("ReduceSum", [self.node("Mul", [pooled, pooled]), self.dims([-1])], keepdims=1)])
        self.node("Div", [pooled, self.node("Max", [length, self.number("eps", 1e-12)])], "embedding")
        return self.model(opset=20)
