"""Talks to the server with Triton's own client, over `http` or `grpc`, and prints what it was answered as JSON."""

import base64
import json
import sys
from importlib import import_module

import numpy as np
from tritonclient.utils import InferenceServerException

protocol, address, picture_path = sys.argv[1:]
triton = import_module(f"tritonclient.{protocol}")
client = triton.InferenceServerClient(address)
model = "fashion-mnist"
pixels = np.random.default_rng(5).integers(0, 256, (5, 28, 28, 1), dtype=np.uint8)
as_dict = {} if protocol == "http" else {"as_json": True}


def tensor(values, datatype="UINT8", name="image", shape=None, **how):
    given = triton.InferInput(name, shape or list(values.shape), datatype)
    given.set_data_from_numpy(values, **how)
    return given


def infer(given, outputs=None, name=model, **options):
    wanted = outputs and [triton.InferRequestedOutput(each, **how) for each, how in outputs]
    return client.infer(name, [given], outputs=wanted, **options)


def text_of(element):
    # JSON has texts, the binary form bytes.
    return element.decode() if isinstance(element, bytes) else element


def answer(result):
    response = result.get_response()
    return {
        "id": response.get("id") if isinstance(response, dict) else response.id,
        "probabilities": result.as_numpy("probabilities").tolist(),
        "class_index": result.as_numpy("class_index").tolist(),
        "label": [text_of(element) for element in result.as_numpy("label")],
    }


def classes(result):
    return [[text_of(element) for element in row] for row in result.as_numpy("probabilities")]


def refusal(work):
    try:
        work()
    except InferenceServerException as error:
        return {"status": str(error.status()), "message": error.message()}
    return None


with open(picture_path, "rb") as file:
    picture = np.array([file.read()], dtype=object)

def classified(values, datatype="UINT8", **how):
    return answer(infer(tensor(values, datatype, **how)))["class_index"]


def in_memory(wanted=None):
    """A request whose input, or output, is in a region of shared memory."""
    given = tensor(pixels)
    output = triton.InferRequestedOutput("label")
    (output if wanted else given).set_shared_memory("region", pixels.nbytes)
    return client.infer(model, [given], outputs=[output])


packings = ["gzip", "deflate"]
packed = {
    "http": lambda kind: infer(
        tensor(pixels), request_compression_algorithm=kind, response_compression_algorithm=kind
    ),
    "grpc": lambda kind: infer(tensor(pixels), compression_algorithm=kind),
}[protocol]
numbers = {"FP64": "<f8", "FP32": "<f4", "FP16": "<f2", "INT64": "<i8", "INT32": "<i4", "UINT16": "<u2"}

report = {
    "live": client.is_server_live(),
    "ready": client.is_server_ready(),
    "modelReady": client.is_model_ready(model),
    "nobodyReady": client.is_model_ready("nobody"),
    "server": client.get_server_metadata(**as_dict),
    "model": client.get_model_metadata(model, **as_dict),
    "pixels": base64.b64encode(pixels.tobytes()).decode(),
    "answer": answer(infer(tensor(pixels), request_id="mine", priority=1, timeout=60_000_000)),
    "picture": answer(infer(tensor(picture, "BYTES"))),
    "classes": classes(infer(tensor(pixels), [("probabilities", {"class_count": 3})])),
    "same": {
        **{name: classified(pixels.astype(kind), name) for name, kind in numbers.items()},
        "no channel": classified(pixels.reshape(5, 28, 28)),
        "channel first": classified(pixels.reshape(5, 1, 28, 28)),
        "another name": classified(pixels, name="input-1"),
    },
    "packed": {kind: refusal(lambda: packed(kind)) for kind in packings},
    "config": client.get_model_config(model, **as_dict),
    "refusals": {
        "shape": refusal(lambda: infer(tensor(pixels.reshape(5, 784)))),
        "datatype": refusal(lambda: infer(tensor(pixels.astype(bool), "BOOL"))),
        "scaling": refusal(lambda: infer(tensor((pixels / 255).astype(np.float32), "FP32"))),
        "sharedInput": refusal(in_memory),
        "sharedOutput": refusal(lambda: in_memory(wanted=True)),
        "configuration": refusal(lambda: client.load_model(model, config="{}")),
        "output": refusal(lambda: infer(tensor(pixels), [("logits", {})])),
        "model": refusal(lambda: infer(tensor(pixels), name="nobody")),
        "version": refusal(lambda: infer(tensor(pixels), model_version="99")),
        "load": refusal(lambda: client.load_model("nobody")),
        "unload": refusal(lambda: client.unload_model(model)),
    },
    "index": client.get_model_repository_index(**as_dict),
    "statistics": client.get_inference_statistics(model, **as_dict),
}
client.load_model(model)
if protocol == "http":
    names = ["probabilities", "class_index", "label"]
    without = [(name, {"binary_data": False}) for name in names]
    report["same"]["packed"] = answer(packed("gzip"))["class_index"]
    report["json"] = answer(infer(tensor(pixels, binary_data=False), without))
print(json.dumps(report))
