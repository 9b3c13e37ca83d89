"""Writes the pictures of this folder and what Pillow makes of them, as torchvision's Resize and CenterCrop do.

    pip install pillow==13.0.0 numpy && python make.py
"""

from pathlib import Path

import numpy as np
from PIL import Image

HERE = Path(__file__).parent
HOW = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3}
# Name, size of the picture, shorter side, cut-out, interpolations.
CASES = [
    ("wide", (400, 267), 256, 224, ["bilinear"]),
    ("wide", (400, 267), 64, 56, list(HOW)),
    ("tall", (90, 201), 64, 56, list(HOW)),
    ("small", (40, 31), 64, 56, list(HOW)),
]


def scene(width, height):
    """Gradients, fine stripes and edges: without noise, so that the files stay small."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    image = np.zeros((height, width, 3))
    for channel in range(3):
        waves = np.sin(x / (9 + channel * 5) + y / (17 + 4 * channel))
        rings = np.sin((x * x + y * y) / (width * 20.0) + channel)
        image[..., channel] = 128 + 60 * waves + 40 * rings
    for number in range(7):
        left, top = (number * 0.17 % 1) * width, (number * 0.31 % 1) * height
        inside = (x - left) ** 2 + (y - top) ** 2 < (height / 9) ** 2
        image[inside] = [(number * 67) % 256, (number * 131) % 256, (number * 199) % 256]
    return Image.fromarray(np.clip(image, 0, 255).astype(np.uint8))


def resized(image, side, crop, how):
    width, height = image.size
    size = (side, int(side * height / width)) if width <= height else (int(side * width / height), side)
    image = image.resize(size, how)
    left, top = (int(round((length - crop) / 2.0)) for length in size)
    return image.crop((left, top, left + crop, top + crop))


for name, size, side, crop, interpolations in CASES:
    picture = scene(*size)
    picture.save(HERE / f"{name}.png", optimize=True)
    for interpolation in interpolations:
        expected = resized(picture, side, crop, HOW[interpolation])
        expected.save(HERE / f"{name}-{side}-{crop}-{interpolation}.png", optimize=True)
