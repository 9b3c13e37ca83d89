"""Writes a case: the network's files, three small pictures, and what Python answers for them."""

import base64
import json
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent


def folder(name):
    path = ROOT / name
    path.mkdir(exist_ok=True)
    return path


def pictures(height, width, channels, seed=1):
    """Three pictures, one byte a value, with structure: noise alone lets many mistakes pass."""
    random = np.random.RandomState(seed)
    rows, columns = np.mgrid[0:height, 0:width]
    wave = 127.5 + 90 * np.sin(rows / 2.0 + columns / 3.0)
    planes = [np.roll(wave, shift, axis=1) for shift in range(3 * channels)]
    images = np.stack(planes).reshape(3, channels, height, width).transpose(0, 2, 3, 1)
    return np.clip(images + random.normal(0, 25, images.shape), 0, 255).astype(np.uint8)


def scaled(images, card):
    """The network's input, NHWC, as the card says."""
    said = card["input"]
    if "mean" in said:
        mean, std = np.float32(said["mean"]), np.float32(said["std"])
        return ((images.astype(np.float32) / np.float32(255)) - mean) / std
    return images.astype(np.float32) * np.float32(said["scale"]) + np.float32(said["offset"])


def finished(raw, card):
    """Probabilities, as the card says of the output."""
    raw = raw.astype(np.float64)
    kind = card.get("output", "probabilities")
    if kind == "logits":
        powers = np.exp(raw - raw.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)
    if kind == "sigmoid-logits":
        raw = 1 / (1 + np.exp(-raw))
    if kind.startswith("sigmoid") and len(card["labels"]) == 2 and raw.shape[1] == 1:
        return np.concatenate([1 - raw, raw], axis=1)
    return raw


def write(name, exporter, card, images, raw):
    answers = [[round(float(value), 7) for value in row] for row in finished(raw, card)]
    save(name, {"exporter": exporter, "card": card, "answers": answers, "pixels": base64.b64encode(images.tobytes()).decode()})


def refuse(name, exporter, card, refusal, remedy):
    """@param refusal, remedy: parts of the text that the refusal must have."""
    said = {"exporter": exporter, "refusal": refusal, "remedy": remedy}
    save(name, {**said, **({"card": card} if card else {})})


def save(name, content):
    (folder(name) / "case.json").write_text(json.dumps(content) + "\n")


def card(labels, height, width, channels, output="probabilities", **said):
    scale = {} if "mean" in said else {"scale": 1 / 255, "offset": 0}
    names = [f"label {at}" for at in range(labels)]
    kind = {} if output == "probabilities" else {"output": output}
    size = {"width": width, "height": height, "channels": channels}
    return {"labels": names, "input": {**size, **scale, **said}, **kind}
