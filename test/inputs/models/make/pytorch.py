"""Networks of PyTorch, by both of its exporters: `python pytorch.py`, packages in requirements-pytorch.txt."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from case import card, folder, pictures, scaled, write

torch.manual_seed(7)
NORMAL = {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "layout": "NCHW"}


def lively(network):
    """Random weights that make answers differ, and statistics as after training."""
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.normal_(module.weight, 0, 1.7 / module.weight[0].numel() ** 0.5)
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.running_mean, -0.3, 0.3)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.3, 0.3)
    return network.eval()


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU())
        self.block = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1))
        self.head = nn.Linear(8, 4)

    def forward(self, images):
        features = self.stem(images)
        features = torch.relu(features + self.block(features))
        return self.head(features.mean(dim=(2, 3)))


class Mobile(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU6())
        self.inverted = nn.Sequential(
            nn.Conv2d(8, 24, 1, bias=False), nn.BatchNorm2d(24), nn.ReLU6(),
            nn.Conv2d(24, 24, 3, padding=1, groups=24, bias=False), nn.BatchNorm2d(24), nn.ReLU6(),
            nn.Conv2d(24, 8, 1, bias=False), nn.BatchNorm2d(8),
        )
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5))

    def forward(self, images):
        features = self.first(images)
        return self.head(features + self.inverted(features))


class Vit(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 16, 4, 4)
        self.token = nn.Parameter(torch.randn(1, 1, 16) * 0.5)
        self.places = nn.Parameter(torch.randn(1, 17, 16) * 0.5)
        self.layer = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True, activation="gelu", norm_first=True)
        self.head = nn.Linear(16, 3)

    def forward(self, images):
        patches = self.patches(images).flatten(2).transpose(1, 2)
        tokens = torch.cat([self.token.expand(patches.shape[0], -1, -1), patches], dim=1) + self.places
        return self.head(self.layer(tokens)[:, 0])


class WithFeatures(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, 6, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
        self.head = nn.Linear(6 * 25, 3)

    def forward(self, images):
        features = self.body(images)
        return features, self.head(features)


def plain(end, outputs, channels=1):
    body = [nn.Conv2d(channels, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()]
    return nn.Sequential(*body, nn.Linear(6 * 36, outputs), *end)


def grouped():
    return nn.Sequential(
        nn.Conv2d(3, 8, 3), nn.SiLU(), nn.Conv2d(8, 8, 3, groups=4, dilation=2), nn.GroupNorm(2, 8), nn.Hardswish(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 3),
    )


def without_places(file):
    """The dynamo exporter notes the source line of every node, with the folders of the machine."""
    model = onnx.load(file, load_external_data=False)
    for part in [model, model.graph, *model.graph.node, *model.graph.value_info, *model.graph.input, *model.graph.output]:
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    Path(file).write_bytes(model.SerializeToString())


def export(name, network, said, *, dynamo, batch="open", outputs=("scores",), half=False, **more):
    size = said["input"]
    images = pictures(size["height"], size["width"], size["channels"])
    lively(network)
    given = torch.from_numpy(scaled(images, said).astype(np.float32).transpose(0, 3, 1, 2).copy())
    if half:
        network, given = network.half(), given.half()
    file = str(folder(name) / "model.onnx")
    example = given if batch == "open" else given[:batch]
    common = {"input_names": ["image"], "output_names": list(outputs), **more}
    if dynamo:
        shapes = ({0: torch.export.Dim("batch")},) if batch == "open" else None
        torch.onnx.export(network, (example,), file, dynamo=True, dynamic_shapes=shapes, **common)
    else:
        axes = {each: {0: "batch"} for each in ["image", *outputs]} if batch == "open" else None
        torch.onnx.export(network, (example,), file, dynamo=False, dynamic_axes=axes, opset_version=17, **common)
    without_places(file)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    at = outputs.index("scores")
    step = 3 if batch == "open" else batch
    parts = [session.run(None, {"image": given[first : first + step].numpy()})[at] for first in range(0, 3, step)]
    write(name, f"PyTorch {torch.__version__}, {'dynamo' if dynamo else 'TorchScript'}", said, images, np.concatenate(parts))


GREY = {"layout": "NCHW"}
export("torchscript-softmax", plain([nn.Softmax(1)], 3), card(3, 12, 12, 1, **GREY), dynamo=False)
export("torchscript-residual", Residual(), card(4, 16, 16, 3, "logits", **NORMAL), dynamo=False)
export("torchscript-mobile-batch-1", Mobile(), card(5, 16, 16, 3, "logits", **NORMAL), dynamo=False, batch=1)
export("torchscript-features", WithFeatures(), card(3, 12, 12, 1, "logits", **GREY), dynamo=False, outputs=("features", "scores"))
export("torchscript-half", plain([], 3), card(3, 12, 12, 1, "logits", **GREY), dynamo=False, half=True)
export("dynamo-grouped-external", grouped(), card(3, 12, 12, 3, "logits", **NORMAL), dynamo=True, external_data=True)
export("dynamo-vit", Vit(), card(3, 16, 16, 3, "logits", **NORMAL), dynamo=True, external_data=False)
export("dynamo-mobile", Mobile(), card(5, 16, 16, 3, "logits", **NORMAL), dynamo=True, external_data=False)
export("dynamo-one-sigmoid", plain([nn.Sigmoid()], 1), card(2, 12, 12, 1, "sigmoid", **GREY), dynamo=True, external_data=False)
export("dynamo-three-sigmoids", plain([], 3), card(3, 12, 12, 1, "sigmoid-logits", **GREY), dynamo=True, external_data=False)
