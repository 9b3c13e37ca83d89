"""What the network computes on, of a batch of message bodies: raw pixels as they are, or JPEGs that are decoded."""

import io
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np


def open_decoder(width, height, channels, jpeg):
    """A function from bodies to pixels (n, height, width, channels; uint8)."""
    if not jpeg:
        return lambda bodies: np.frombuffer(b"".join(bodies), np.uint8).reshape(-1, height, width, channels)
    pool = ThreadPoolExecutor(os.cpu_count())
    return lambda bodies: np.stack(list(pool.map(lambda body: _decode(body, (width, height)), bodies)))


def _decode(body, size):
    """JPEG is shrunk while it is decoded, as far as it stays larger than the network's input."""
    from PIL import Image, ImageOps

    picture = Image.open(io.BytesIO(body))
    picture.draft("RGB", size)
    picture = ImageOps.exif_transpose(picture).convert("RGB")
    return np.asarray(picture.resize(size, Image.Resampling.BILINEAR))
