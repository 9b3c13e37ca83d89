"""Answers for the networks that came without: `python given_models.py 2` and `3`; packages in requirements-keras.txt.

It reads their layers with Keras itself, and so needs the files of tfjs's Layers format only.
"""

import json
import os
import sys

KERAS = sys.argv[1]
os.environ["TF_USE_LEGACY_KERAS"] = "1" if KERAS == "2" else "0"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow as tf

from case import ROOT, card, pictures, scaled, write

keras = tf.keras


def load(name):
    stored = json.loads((ROOT / name / "model.json").read_text())
    settings = stored["modelTopology"]["model_config"]["config"]
    model = keras.Model.from_config(settings)
    bytes_of = b"".join((ROOT / name / path).read_bytes() for group in stored["weightsManifest"] for path in group["paths"])
    values, at = {}, 0
    for entry in (each for group in stored["weightsManifest"] for each in group["weights"]):
        count = int(np.prod(entry["shape"]))
        values[entry["name"]] = np.frombuffer(bytes_of, np.float32, count, at).reshape(entry["shape"])
        at += 4 * count
    for layer in model.layers:
        layer.set_weights([values[f"{layer.name}/{weight.name.split('/')[-1].split(':')[0]}"] for weight in layer.weights])
    return model, stored["generatedBy"]


def given(name, said, also=(), images=None):
    model, exporter = load(name)
    size = said["input"]
    images = pictures(size["height"], size["width"], 3) if images is None else images
    fixed = model.inputs[0].shape[0] == 1
    inputs = tf.cast(scaled(images, said), model.inputs[0].dtype)
    parts = [inputs[at : at + 1] for at in range(3)] if fixed else [inputs]
    raw = np.concatenate([np.array(model(part, training=False)) for part in parts])
    for each in [name, *also]:
        write(each, f"{exporter}, tensorflowjs 4.22.0", said, images, raw)


SAID = card(3, 16, 16, 3)
BYTES = card(3, 16, 16, 3)
BYTES["input"] |= {"scale": 1, "offset": 0, "type": "uint8"}
if KERAS == "2":
    given("augment", SAID, also=["g_augment"])
    given("batch1", SAID)
    given("binary", card(2, 16, 16, 3, "sigmoid"))
    given("multilabel", card(3, 16, 16, 3, "sigmoid"))
    given("relu_negslope", SAID)
    given("uint8in", BYTES)
else:
    given("keras3-plain", SAID)
    given("keras3-leaky", SAID)
