"""The network that Seamline computes with: its ONNX file, or its frozen graph of TensorFlow."""


def open_network(path):
    """A function from pixels (n, height, width, channels; uint8) to rows of answers (n, labels; float32)."""
    return _onnx_runtime(path) if path.endswith(".onnx") else _tensorflow(path)


def _onnx_runtime(path):
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda pixels: session.run(None, {name: pixels})[0]


def _tensorflow(path):
    import tensorflow as tf

    graph = tf.saved_model.load(path).signatures["serving_default"]
    return lambda pixels: graph(pixels=tf.constant(pixels))["answers"].numpy()
