"""Writes the ONNX files beside it, and what they answer: python make.py, with onnx 1.23, skl2onnx 1.20, scikit-learn 1.9.

Images are 3 high, 4 wide, and have 3 channels; there are 5 of them. Each file takes them in another way.
"""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression

here = Path(__file__).parent
random = np.random.default_rng(7)
height, width, channels, labels = 3, 4, 3, 3
pixels = (np.arange(5 * height * width * channels) * 37 % 256).reshape(5, height, width, channels)
scale = np.array([1 / 127.5, 1 / 58, 1 / 255])
offset = np.array([-1, -2, 0.5])
scaled = pixels * scale + offset
answers = {}

kernel = random.normal(size=(4, channels, 3, 3)).astype(np.float32)
matrix = random.normal(size=(4, labels)).astype(np.float32)
wide = (random.normal(size=(height * width * channels, labels)) / 8).astype(np.float32)


def save(name, nodes, inputs, outputs, constants, taken=None, step=None, domains=()):
    """Saves a graph, and its first output for the images that it takes, in steps of its batch size."""
    values = [numpy_helper.from_array(value, key) for key, value in constants.items()]
    graph = helper.make_graph(nodes, name, inputs, outputs, values)
    opsets = [helper.make_opsetid("", 17), *[helper.make_opsetid(domain, 1) for domain in domains]]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    onnx.save(model, here / f"{name}.onnx")
    if taken is not None:
        run = ReferenceEvaluator(model)
        padded = np.concatenate([taken, taken[: -len(taken) % (step or 1)]])
        parts = np.split(padded, len(padded) // step) if step else [padded]
        rows = np.concatenate([run.run(None, {"image": part})[0] for part in parts])[: len(taken)]
        answers[name] = [round(float(value), 6) for value in rows.flatten()]
    return model


def value(name, kind, sizes):
    return helper.make_tensor_value_info(name, kind, sizes)


def convolution(batch, kind=TensorProto.FLOAT):
    nodes = [
        helper.make_node("Conv", ["image", "kernel"], ["c"], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c"], ["r"]),
        helper.make_node("GlobalAveragePool", ["r"], ["g"]),
        helper.make_node("Flatten", ["g"], ["features"]),
        helper.make_node("MatMul", ["features", "matrix"], ["logits"]),
    ]
    image = value("image", kind, [batch, channels, height, width])
    outputs = [value("logits", kind, [batch, labels]), value("features", kind, [batch, 4])]
    return nodes, [image], outputs


def rows(kind, shape):
    nodes = [
        helper.make_node("Cast", ["image"], ["cast"], to=TensorProto.FLOAT),
        helper.make_node("Flatten", ["cast"], ["row"]),
        helper.make_node("MatMul", ["row", "wide"], ["scores"]),
        helper.make_node("Softmax", ["scores"], ["answer"]),
    ]
    return nodes, [value("image", kind, ["n", *shape])], [value("answer", TensorProto.FLOAT, ["n", labels])]


first = scaled.transpose(0, 3, 1, 2).astype(np.float32)
weights = {"kernel": kernel, "matrix": matrix}
halves = {key: array.astype(np.float16) for key, array in weights.items()}
save("channels-first", *convolution("n"), weights, first)
save("batch-of-1", *convolution(1), weights, first, 1)
save("batch-of-2", *convolution(2), weights, first, 2)
save("float16", *convolution("n", TensorProto.FLOAT16), halves, first.astype(np.float16))
last = scaled.astype(np.float32)
save("channels-last", *rows(TensorProto.FLOAT, [height, width, channels]), {"wide": wide}, last)
byte = pixels.astype(np.uint8)
save("uint8", *rows(TensorProto.UINT8, [height, width, channels]), {"wide": wide / 100}, byte)
whole = pixels.reshape(5, -1).astype(np.int64)
save("int64", *rows(TensorProto.INT64, [height * width * channels]), {"wide": wide / 100}, whole)

external = save("external", *convolution("n"), weights, first)
options = dict(save_as_external_data=True, all_tensors_to_one_file=True, size_threshold=0)
onnx.save(external, here / "external.onnx", location="external.weights", **options)

foreign = [helper.make_node("Sharpen", ["image"], ["answer"], domain="com.example")]
image = value("image", TensorProto.FLOAT, ["n", channels, height, width])
save("foreign", foreign, [image], [value("answer", TensorProto.FLOAT, ["n", labels])], {}, domains=["com.example"])

features = (pixels.reshape(5, -1) / 255).astype(np.float32)
learned = LogisticRegression().fit(features, [0, 1, 2, 0, 1])
for name, options in [("sklearn", {"zipmap": False}), ("sklearn-zipmap", {})]:
    model = to_onnx(learned, features[:1], options={id(learned): options} if options else None, target_opset=17)
    onnx.save(model, here / f"{name}.onnx")
answers["sklearn"] = [round(float(value), 6) for value in learned.predict_proba(features).flatten()]

(here / "answers.json").write_text(json.dumps(answers, indent=1) + "\n")
