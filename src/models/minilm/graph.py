"""What both graphs are put together with: constants, nodes, and the sum of word, position and type."""
import numpy as np
from onnx import TensorProto, helper

from upstream import WIDTH

MICROSOFT = "com.microsoft"


class Graph:
    """Collects nodes and constants. `table`: the shared tensors (tensors.py), taken by name."""

    def __init__(self, title, table, layers):
        self.title, self.table, self.layers = title, table, layers
        self.nodes, self.constants = [], {}

    def constant(self, name, value):
        value = np.ascontiguousarray(value)
        if name not in self.constants:
            self.constants[name] = helper.make_tensor(name, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape, value.tobytes(), raw=True)
        return name

    def shared(self, name, shape=None):
        return self.constant(name, self.table[name] if shape is None else self.table[name].reshape(shape))

    def number(self, name, value):
        return self.constant(name, np.array(value, np.float32))

    def dims(self, values):
        return self.constant("shape_" + "_".join(str(value).replace("-", "m") for value in values), np.array(values, np.int64))

    def node(self, op, inputs, name=None, domain="", outputs=None, **attributes):
        """One node; the name of its output, or of each of `outputs`."""
        at = len(self.nodes) + 1
        made = outputs or [name or f"v{at}"]
        self.nodes.append(helper.make_node(op, inputs, made, domain=domain, **attributes))
        return made if outputs else made[0]

    def looked_up(self, ids, places):
        """Word and position vectors, summed. `places(table)` picks the rows of the position table. The tables stay bytes in memory."""
        codes = self.node("Gather", [self.shared("word_q"), ids])
        codes = self.node("Cast", [codes], to=TensorProto.FLOAT) if self.table["word_q"].dtype == np.int8 else self.halves(codes)
        words = self.node("Mul", [codes, self.node("Gather", [self.shared("word_s"), ids])])
        positions = self.node("Mul", [self.node("Cast", [places(self.shared("pos_q"))], to=TensorProto.FLOAT), places(self.shared("pos_s"))])
        return self.node("Add", [words, positions])

    def halves(self, packed):
        """Four-bit codes, two a byte (tensors.py), as floats from -8 to 7."""
        low = self.node("BitwiseAnd", [packed, self.constant("low_bits", np.array(15, np.uint8))])
        high = self.node("BitShift", [packed, self.constant("four_bits", np.array(4, np.uint8))], direction="RIGHT")
        codes = self.node("Cast", [self.node("Concat", [low, high], axis=-1)], to=TensorProto.FLOAT)
        return self.node("Sub", [codes, self.number("middle_code", 8.0)])

    def model(self, opset):
        inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "sequence"]) for name in ("input_ids", "attention_mask")]
        output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", WIDTH])
        graph = helper.make_graph(self.nodes, self.title, inputs, [output], list(self.constants.values()))
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid(MICROSOFT, 1)], producer_name="build.py")
        model.ir_version = 10
        return model
