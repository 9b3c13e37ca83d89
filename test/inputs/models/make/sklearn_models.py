"""Classifiers of scikit-learn, by skl2onnx: `python sklearn_models.py`, packages in requirements-pytorch.txt."""

import numpy as np
import onnxruntime
import sklearn
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import RandomForestClassifier
from sklearn.neural_network import MLPClassifier

from case import card, folder, pictures, scaled, write

SAID = card(3, 8, 8, 1)


def export(name, classifier, names=(0, 1, 2)):
    random = np.random.RandomState(3)
    rows = random.uniform(0, 1, (120, 64)).astype(np.float32)
    classifier.fit(rows, np.array(names)[np.argsort(np.argsort(rows[:, :32].sum(axis=1))) * 3 // 120])
    model = to_onnx(classifier, initial_types=[("pixels", FloatTensorType([None, 64]))], options={"zipmap": False}, target_opset=17)
    file = folder(name) / "model.onnx"
    file.write_bytes(model.SerializeToString())
    images = pictures(8, 8, 1)
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    _, answers = session.run(None, {"pixels": scaled(images, SAID).reshape(3, 64)})
    write(name, f"scikit-learn {sklearn.__version__}, skl2onnx", SAID, images, answers)


export("sklearn-mlp", MLPClassifier((12,), max_iter=60, random_state=1))
export("sklearn-forest", RandomForestClassifier(8, max_depth=4, random_state=1), ("a", "b", "c"))
