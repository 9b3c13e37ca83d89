"""ONNX files that no exporter at hand writes: `python by_hand.py`, packages in requirements-pytorch.txt."""

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from case import card, folder, pictures, refuse, write

RANDOM = np.random.RandomState(5)


def put(name, nodes, inputs, outputs, weights, domains=()):
    values = [numpy_helper.from_array(array, key) for key, array in weights.items()]
    graph = helper.make_graph(nodes, "graph", inputs, outputs, values)
    imports = [helper.make_opsetid("", 17), *[helper.make_opsetid(domain, 1) for domain in domains]]
    model = helper.make_model(graph, opset_imports=imports, ir_version=8)
    file = folder(name) / "model.onnx"
    onnx.save(model, str(file))
    return str(file)


def value(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def dense(inputs, outputs):
    return {"weights": RANDOM.normal(0, 2 / inputs**0.5, (inputs, outputs)).astype(np.float32)}


FLOAT, BYTES, WHOLE = TensorProto.FLOAT, TensorProto.UINT8, TensorProto.INT64
HEAD = [
    helper.make_node("Flatten", ["scaled"], ["row"]),
    helper.make_node("MatMul", ["row", "weights"], ["product"]),
    helper.make_node("Softmax", ["product"], ["scores"], axis=1),
]


def whole_numbers(name, kind, type_name):
    nodes = [helper.make_node("Cast", ["image"], ["floats"], to=FLOAT), helper.make_node("Div", ["floats", "most"], ["scaled"])]
    weights = {**dense(48, 3), "most": np.float32(255)}
    file = put(name, [*nodes, *HEAD], [value("image", kind, ["n", 4, 4, 3])], [value("scores", FLOAT, ["n", 3])], weights)
    said = card(3, 4, 4, 3)
    said["input"] |= {"scale": 1, "offset": 0}
    images = pictures(4, 4, 3)
    given = images.astype(np.int64) if kind == WHOLE else images
    answers = onnxruntime.InferenceSession(file).run(None, {"image": given})[0]
    write(name, f"onnx {onnx.__version__}, input {type_name}", said, images, answers)


whole_numbers("onnx-int64-input", WHOLE, "int64")
whole_numbers("onnx-uint8-input", BYTES, "uint8")

custom = [helper.make_node("Shake", ["image"], ["scaled"], domain="com.example"), *HEAD]
put("refused-custom-operator", custom, [value("image", FLOAT, ["n", 4, 4, 3])], [value("scores", FLOAT, ["n", 3])], dense(48, 3), ["com.example"])
refuse("refused-custom-operator", "onnx", card(3, 4, 4, 3), "Shake", "")

tokens = [helper.make_node("Cast", ["tokens"], ["scaled"], to=FLOAT), *HEAD]
put("refused-tokens", tokens, [value("tokens", WHOLE, ["n", 16])], [value("scores", FLOAT, ["n", 3])], dense(16, 3))
refuse("refused-tokens", "onnx", card(3, 4, 4, 3), "16", "4 × 4 × 3")

pair = [helper.make_node("Add", ["image", "mask"], ["scaled"]), *HEAD]
both = [value("image", FLOAT, ["n", 4, 4, 3]), value("mask", FLOAT, ["n", 4, 4, 3])]
put("refused-two-inputs", pair, both, [value("scores", FLOAT, ["n", 3])], dense(48, 3))
refuse("refused-two-inputs", "onnx", card(3, 4, 4, 3), "image, mask", "expected one")

pooled = [helper.make_node("GlobalAveragePool", ["image"], ["scaled"]), *HEAD]
put("refused-open-size", pooled, [value("image", FLOAT, ["n", 3, "h", "w"])], [value("scores", FLOAT, ["n", 3])], dense(3, 3))
refuse("refused-open-size", "onnx", None, "open", "card.json")
