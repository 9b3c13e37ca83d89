"""Networks of Keras: `python keras_models.py 2` with tf-keras, `python keras_models.py 3`; packages in requirements-keras.txt."""

import os
import shutil
import subprocess
import sys
import types

KERAS = sys.argv[1]
os.environ["TF_USE_LEGACY_KERAS"] = "1" if KERAS == "2" else "0"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow as tf

from case import card, folder, pictures, refuse, scaled, write

keras = tf.keras
layers = keras.layers
input_of = keras.Input


class Stub(types.ModuleType):
    """The converter imports packages that it needs for other inputs only."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return object


for missing in ["tensorflow_decision_forests", "jax", "jax.experimental", "jax.experimental.jax2tf", "flax", "tensorflow_hub"]:
    sys.modules[missing] = Stub(missing)

from tensorflowjs.converters import save_keras_model
from tensorflowjs.converters import tf_saved_model_conversion_v2 as graphs

keras.utils.set_random_seed(11)
EXPORTER = f"Keras {__import__('tf_keras' if KERAS == '2' else 'keras').__version__}"


def lively(model):
    random = np.random.RandomState(4)
    for layer in model.submodules if hasattr(model, "submodules") else model.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.set_weights([random.uniform(0.5, 1.5, each.shape) for each in layer.get_weights()])
        elif isinstance(layer, layers.Layer) and not isinstance(layer, keras.Model) and getattr(layer, "kernel", None) is not None:
            bias = layer.get_weights()[-1]
            if layer.use_bias:
                layer.set_weights([*layer.get_weights()[:-1], random.normal(0, 0.5, bias.shape)])
    return model


def answer(name, model, said, how, images):
    kind = model.inputs[0].dtype
    given = tf.cast(scaled(images, said), kind)
    write(name, f"{EXPORTER}, {how}", said, images, np.array(model(given, training=False)))


def as_layers(name, model, said):
    save_keras_model(lively(model), str(folder(name)))
    size = said["input"]
    answer(name, model, said, "tensorflowjs 4.22.0, layers", pictures(size["height"], size["width"], size["channels"]))


def as_graph(name, model, said):
    lively(model).export("/tmp/saved-model")
    graphs.convert_tf_saved_model("/tmp/saved-model", str(folder(name)))
    shutil.rmtree("/tmp/saved-model")
    size = said["input"]
    answer(name, model, said, "tensorflowjs 4.22.0, graph", pictures(size["height"], size["width"], size["channels"]))


def by_tf2onnx(name, model, said):
    lively(model).export("/tmp/saved-model")
    file = folder(name) / "model.onnx"
    command = [sys.executable, "-m", "tf2onnx.convert", "--saved-model", "/tmp/saved-model", "--output", str(file), "--opset", "17"]
    subprocess.run(command, check=True, capture_output=True)
    shutil.rmtree("/tmp/saved-model")
    size = said["input"]
    answer(name, model, said, "tf2onnx 1.17.0", pictures(size["height"], size["width"], size["channels"]))


def by_keras(name, model, said):
    lively(model).predict(np.zeros((1, *model.inputs[0].shape[1:])), verbose=0)
    model.export(str(folder(name) / "model.onnx"), format="onnx", verbose=False)
    size = said["input"]
    answer(name, model, said, "model.export to ONNX", pictures(size["height"], size["width"], size["channels"]))


def functional(body, shape=(12, 12, 3), outputs=3, end="softmax", dtype="float32"):
    image = input_of(shape, dtype=dtype)
    return keras.Model(image, layers.Dense(outputs, activation=end)(body(image)))


def mobile(image):
    first = layers.ReLU(6.0)(layers.BatchNormalization()(layers.Conv2D(8, 3, 2, "same", use_bias=False)(image)))
    wide = layers.ReLU(6.0)(layers.BatchNormalization()(layers.Conv2D(16, 1, use_bias=False)(first)))
    deep = layers.ReLU(6.0)(layers.BatchNormalization()(layers.DepthwiseConv2D(3, padding="same", use_bias=False)(wide)))
    out = layers.Add()([first, layers.BatchNormalization()(layers.Conv2D(8, 1, use_bias=False)(deep))])
    return layers.GlobalAveragePooling2D()(out)


def squeeze_excite(image):
    features = layers.Conv2D(8, 3, activation="silu")(image)
    gate = layers.Reshape((1, 1, 8))(layers.Dense(8, activation="sigmoid")(layers.GlobalAveragePooling2D()(features)))
    return layers.GlobalMaxPooling2D()(layers.Multiply()([features, gate]))


def nested(image):
    inner = input_of((12, 12, 3))
    base = keras.Model(inner, layers.Conv2D(6, 3, activation="relu")(inner), name="base")
    top = keras.Sequential([input_of((10, 10, 6)), layers.LeakyReLU(0.2), layers.MaxPooling2D(), layers.Flatten()], name="top")
    return top(base(image, training=False))


def only_as_graph(image):
    features = layers.Conv2D(8, 3)(image)
    features = layers.GroupNormalization(2)(features)
    features = layers.UpSampling2D(interpolation="bilinear")(features)
    return layers.GlobalAveragePooling2D()(layers.ReLU(negative_slope=0.1, threshold=0.2)(features))


def sequential(augmented):
    random = [layers.RandomFlip(), layers.RandomRotation(0.1)] if augmented else []
    body = [layers.Rescaling(1 / 127.5, offset=-1), layers.Conv2D(6, 3, activation="relu"), layers.MaxPooling2D()]
    return keras.Sequential([input_of((12, 12, 3)), *random, *body, layers.Flatten(), layers.Dropout(0.5), layers.Dense(3, activation="softmax")])


SAID = card(3, 12, 12, 3)
BYTES = card(3, 12, 12, 3)
BYTES["input"] |= {"scale": 1, "offset": 0}
as_layers(f"keras{KERAS}-mobile", functional(mobile), SAID)
as_layers(f"keras{KERAS}-squeeze-excite", functional(squeeze_excite), SAID)
as_layers(f"keras{KERAS}-nested", functional(nested), SAID)
as_layers(f"keras{KERAS}-augmented", sequential(True), BYTES)
as_layers(f"keras{KERAS}-relu-slope", functional(lambda image: layers.GlobalMaxPooling2D()(layers.ReLU(negative_slope=0.3)(layers.Conv2D(6, 3)(image)))), SAID)
as_layers(f"keras{KERAS}-one-sigmoid", functional(mobile, outputs=1, end="sigmoid"), card(2, 12, 12, 3, "sigmoid"))
as_layers(f"keras{KERAS}-three-sigmoids", functional(mobile, outputs=3, end="sigmoid"), card(3, 12, 12, 3, "sigmoid"))
as_layers(f"keras{KERAS}-separable", functional(lambda image: layers.GlobalMaxPooling2D()(layers.SeparableConv2D(6, 3, activation="relu")(image))), SAID)
as_graph(f"keras{KERAS}-graph", functional(only_as_graph), SAID)
by_tf2onnx(f"keras{KERAS}-tf2onnx", functional(lambda image: layers.Flatten()(layers.MaxPooling2D()(layers.Conv2D(6, 3, activation="relu")(image)))), SAID)

REMEDY = "--output_format=tfjs_graph_model"


def refused(name, body, text):
    model = functional(body)
    save_keras_model(model, str(folder(name)))
    refuse(name, f"{EXPORTER}, tensorflowjs 4.22.0, layers", SAID, text, REMEDY)


def pooled(layer):
    return lambda image: layers.GlobalAveragePooling2D()(layer(layers.Conv2D(6, 3)(image)))


refused(f"refused-keras{KERAS}-group-normalization", pooled(layers.GroupNormalization(2)), '"GroupNormalization"')
refused(f"refused-keras{KERAS}-relu-threshold", pooled(layers.ReLU(threshold=0.2)), '"threshold": 0.2')
refused(f"refused-keras{KERAS}-operation", pooled(lambda features: features / 2 - 1), "TFOpLambda" if KERAS == "2" else "constant")
if KERAS == "2":
    refused("refused-keras2-lambda", pooled(layers.Lambda(lambda features: features * 2)), '"Lambda"')
    uint8 = functional(lambda image: layers.Flatten()(layers.Rescaling(1 / 255.0)(image)), dtype="uint8")
    by_tf2onnx("keras2-tf2onnx-uint8", uint8, BYTES)
else:
    by_keras("keras3-onnx", functional(mobile), SAID)
