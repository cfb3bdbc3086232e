"""One encoder as an ONNX graph: token ids in, a pooled unit vector out. Deterministic; numpy and onnx only.

Inputs  input_ids, attention_mask: int32 [batch, tokens]
Output  embedding: float32 [batch, 384], masked mean and L2 normalisation inside the graph
Token type 0 is folded into the position table.
"""
import numpy as np
from onnx import TensorProto, helper

from upstream import HEAD_WIDTH, HEADS, LAYER_NORM_EPSILON, LAYERS, WIDTH, quantise

MICROSOFT = "com.microsoft"
GELU_LEAST = -0.17  # the minimum of GELU is -0.16997


class EncoderGraph:
    """`integer`: products of bytes with one dynamic scale a token (WASM). Otherwise the same bytes, made float32 when the session loads (WebGPU)."""

    def __init__(self, weights, ranges, integer):
        self.weights, self.ranges, self.integer = weights, ranges, integer
        self.nodes, self.constants, self.count = [], {}, 0
        self.rounded, self.correction = {}, {}

    def constant(self, name, value):
        value = np.ascontiguousarray(value)
        if name not in self.constants:
            self.constants[name] = helper.make_tensor(name, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape, value.tobytes(), raw=True)
        return name

    def number(self, name, value):
        return self.constant(name, np.array(value, np.float32))

    def dims(self, values):
        return self.constant("shape_" + "_".join(str(value).replace("-", "m") for value in values), np.array(values, np.int64))

    def node(self, op, inputs, name=None, domain="", **attributes):
        self.count += 1
        name = name or f"{op}_{self.count}"
        self.nodes.append(helper.make_node(op, inputs, [name], name=f"n{self.count}_{op}", domain=domain, **attributes))
        return name

    # ---- products -------------------------------------------------------------------------------------------
    def grid(self, site, group):
        """Shift and width of each input channel of a product (SmoothQuant at one half), so that a few loud channels do not cost the others their precision."""
        if site[-1] not in "xh":
            return np.zeros(group[0].shape[0], np.float32), np.ones(group[0].shape[0], np.float32)
        low, high = (part.astype(np.float64) for part in self.ranges[site])
        shift = (low + high) / 2 if site[-1] == "x" else 0 * low
        loud = np.maximum(np.maximum(np.abs(high - shift), np.abs(low - shift)), 1e-4)
        heavy = np.maximum(np.max([np.abs(weight).max(1) for weight in group], 0), 1e-4)
        width = np.sqrt(loud / heavy)
        width = width / np.exp(np.log(width).mean())
        return shift.astype(np.float32), width.astype(np.float32)

    def round_activation(self, x, site, shift, width):
        """(bytes, scale of each token, zero point)"""
        if site in self.rounded:
            return self.rounded[site]
        if site[-1] == "g":  # GELU never falls below its minimum: all 256 levels lie above it
            y = self.node("Sub", [x, self.number("lo", GELU_LEAST)])
            scale = self.node("Mul", [self.node("ReduceMax", [y, self.dims([-1])], keepdims=1), self.number("c255", 1 / 255.0)])
            zero = self.constant("zp0", np.array(0, np.uint8))
        else:
            y = self.node("Mul", [x, self.constant(site + "_ir", (1 / width).astype(np.float32))]) if site[-1] in "xh" else x
            if shift.any():
                y = self.node("Sub", [y, self.constant(site + "_mu", (shift / width).astype(np.float32))])
            scale = self.node("Mul", [self.node("ReduceMax", [self.node("Abs", [y]), self.dims([-1])], keepdims=1), self.number("c127", 1 / 127.0)])
            zero = self.constant("zp128", np.array(128, np.uint8))
        scale = self.node("Max", [scale, self.number("tiny", 1e-9)])
        self.rounded[site] = (self.node("QuantizeLinear", [self.node("Div", [y, scale]), self.number("one", 1.0), zero]), scale, zero)
        return self.rounded[site]

    def product(self, x, weight, name, site, group):
        """x @ weight, the bias left to whoever comes next."""
        shift, width = self.grid(site, group)
        codes, scale = quantise(weight * width[:, None], 0)
        if self.integer:
            bytes_, token_scale, zero = self.round_activation(x, site, shift, width)
            y = self.node("MatMulIntegerToFloat", [bytes_, self.constant(name + "_q", codes), self.number("one", 1.0), self.constant(name + "_s", scale.reshape(-1)), zero], name + "_mi", domain=MICROSOFT)
            offset = shift / width if site[-1] == "x" else np.full(len(width), GELU_LEAST, np.float32) if site[-1] == "g" else 0 * width
            self.correction[name] = offset @ (codes * scale)
            return self.node("Mul", [y, token_scale], name + "_mm")
        floats = self.node("Cast", [self.constant(name + "_q", codes)], name + "_f", to=TensorProto.FLOAT)
        floats = self.node("Mul", [floats, self.constant(name + "_s", scale)], name + "_fs")
        if site[-1] in "xh":
            floats = self.node("Mul", [floats, self.constant(site + "_ir", (1 / width).astype(np.float32)[:, None])], name + "_w")
        return self.node("MatMul", [x, floats], name + "_mm")

    # ---- parts ----------------------------------------------------------------------------------------------
    def embed(self, ids):
        """(sum of word, position and type, normalised; number of tokens). The tables stay bytes in memory."""
        word, position = self.weights["embeddings.word_embeddings.weight"], self.weights["embeddings.position_embeddings.weight"] + self.weights["embeddings.token_type_embeddings.weight"][0]
        tokens = self.node("Slice", [self.node("Shape", [ids], "ids_shape"), self.dims([1]), self.dims([2])], "seq_len")
        codes, scale = quantise(word, 1)
        found = self.node("Gather", [self.constant("word_q", codes), ids], "word_g")
        found_scale = self.node("Gather", [self.constant("word_s", scale), ids], "word_gs")
        words = self.node("Mul", [self.node("Cast", [found], "word_gf", to=TensorProto.FLOAT), found_scale], "word_e")
        codes, scale = quantise(position, 1)
        place = self.node("Slice", [self.constant("pos_q", codes), self.dims([0]), tokens, self.dims([0])], "pos_g")
        place_scale = self.node("Slice", [self.constant("pos_s", scale), self.dims([0]), tokens, self.dims([0])], "pos_gs")
        places = self.node("Mul", [self.node("Cast", [place], to=TensorProto.FLOAT), place_scale], "pos_e")
        summed = self.node("Add", [words, places], "emb_sum")
        gain, offset = (self.constant(name, self.weights["embeddings.LayerNorm." + part]) for name, part in (("emb_g", "weight"), ("emb_b", "bias")))
        return self.node("LayerNormalization", [summed, gain, offset], "x0", axis=-1, epsilon=LAYER_NORM_EPSILON), tokens

    def attention(self, at, query, key, value, biases, masked):
        if self.integer:
            return self.node("MultiHeadAttention", [query, key, value, biases, "", masked], at, domain=MICROSOFT, num_heads=HEADS)
        # In standard operators: ONNX Runtime 1.30's fused attention on WebGPU loses keys past the 32nd where subgroups are small.
        parts = [f"{at}_b{part}" for part in "qkv"]
        self.count += 1
        self.nodes.append(helper.make_node("Split", [biases, self.dims([WIDTH] * 3)], parts, name=f"n{self.count}_Split", axis=0))

        def heads(x, bias, order, scaled=False):
            x = self.node("Add", [x, bias])
            x = self.node("Mul", [x, self.number("head_scale", 1 / np.sqrt(HEAD_WIDTH))]) if scaled else x
            return self.node("Transpose", [self.node("Reshape", [x, self.dims([0, 0, HEADS, HEAD_WIDTH])])], perm=order)

        likeness = self.node("MatMul", [heads(query, parts[0], [0, 2, 1, 3], scaled=True), heads(key, parts[1], [0, 2, 3, 1])])
        shares = self.node("Softmax", [self.node("Add", [likeness, masked])], axis=-1)
        heard = self.node("Transpose", [self.node("MatMul", [shares, heads(value, parts[2], [0, 2, 1, 3])])], perm=[0, 2, 1, 3])
        return self.node("Reshape", [heard, self.dims([0, 0, WIDTH])], at)

    def add_and_norm(self, y, x, bias, name, out):
        gain, offset = self.constant(out + "_g", self.weights[name + ".weight"]), self.constant(out + "_be", self.weights[name + ".bias"])
        return self.node("SkipLayerNormalization", [y, x, gain, offset, self.constant(out + "_bi", bias)], out, domain=MICROSOFT, epsilon=LAYER_NORM_EPSILON)

    def layer(self, x, i, masked):
        weight = lambda name: np.ascontiguousarray(self.weights[f"encoder.layer.{i}.{name}.weight"].T)
        bias = lambda name: self.weights[f"encoder.layer.{i}.{name}.bias"]
        own = ["attention.self." + part for part in ("query", "key", "value")]
        group = [weight(name) for name in own]
        query, key, value = (self.product(x, weight(name), f"l{i}{short}", f"l{i}x", group) for name, short in zip(own, "qkv"))
        biases = np.concatenate([bias(name) + self.correction.get(f"l{i}{short}", 0) for name, short in zip(own, "qkv")]).astype(np.float32)
        heard = self.attention(f"l{i}a", query, key, value, self.constant(f"l{i}qkv_b", biases), masked)
        y = self.product(heard, weight("attention.output.dense"), f"l{i}o", f"l{i}a", [weight("attention.output.dense")])
        x = self.add_and_norm(y, x, bias("attention.output.dense"), f"encoder.layer.{i}.attention.output.LayerNorm", f"l{i}h")
        y = self.product(x, weight("intermediate.dense"), f"l{i}f", f"l{i}h", [weight("intermediate.dense")])
        y = self.node("BiasGelu", [y, self.constant(f"l{i}f_b", bias("intermediate.dense"))], f"l{i}g", domain=MICROSOFT)
        y = self.product(y, weight("output.dense"), f"l{i}d", f"l{i}g", [weight("output.dense")])
        return self.add_and_norm(y, x, (bias("output.dense") + self.correction.get(f"l{i}d", 0)).astype(np.float32), f"encoder.layer.{i}.output.LayerNorm", f"x{i + 1}")

    def model(self):
        x, tokens = self.embed("input_ids")
        mask = self.node("Unsqueeze", [self.node("Cast", ["attention_mask"], "mask_f", to=TensorProto.FLOAT), self.dims([1])], "mask_b1s")
        lifted = self.node("Unsqueeze", [mask, self.dims([1])], "mask_b11s")
        masked = self.node("Mul", [self.node("Sub", [lifted, self.number("one", 1.0)]), self.number("big", 10000.0)], "attn_bias")
        if self.integer:
            one = self.dims([1])
            masked = self.node("Expand", [masked, self.node("Concat", [one, one, tokens, one], axis=0)], "attn_bias_ss")
        for i in range(LAYERS):
            x = self.layer(x, i, masked)
        # The sum over real tokens will do: the count of the mean cancels in the normalisation.
        pooled = self.node("Squeeze", [self.node("MatMul", [mask, x]), self.dims([1])], "pooled")
        length = self.node("Sqrt", [self.node("ReduceSum", [self.node("Mul", [pooled, pooled]), self.dims([-1])], keepdims=1)])
        self.node("Div", [pooled, self.node("Max", [length, self.number("eps", 1e-12)])], "embedding")
        inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "sequence"]) for name in ("input_ids", "attention_mask")]
        output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", WIDTH])
        graph = helper.make_graph(self.nodes, "all-MiniLM-L6-v2", inputs, [output], list(self.constants.values()))
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid(MICROSOFT, 1)], producer_name="build.py")
        model.ir_version = 9
        return model
