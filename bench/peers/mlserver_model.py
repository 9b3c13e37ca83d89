"""MLServer's side: the same graph in TensorFlow, behind MLServer's own adaptive batching."""

import tensorflow as tf
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse


class GraphModel(MLModel):
    async def load(self) -> bool:
        self.graph = tf.saved_model.load(self.settings.parameters.uri).signatures["serving_default"]
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        pixels = tf.constant(NumpyCodec.decode_input(payload.inputs[0]))
        rows = self.graph(pixels=pixels)["answers"].numpy()
        return InferenceResponse(
            model_name=self.name, outputs=[NumpyCodec.encode_output("probabilities", rows)]
        )
