import { extname } from 'node:path';

const onnxOfKeras =
  'In Keras 3: model.export("model.onnx", format="onnx"); in Keras 2: tensorflowjs_converter --input_format=keras FILE FOLDER';
const onnxOfTorch =
  'In PyTorch: torch.onnx.export(model, (example,), "model.onnx", dynamo=True, dynamic_shapes=({0: "batch"},))';
const onnxOfSklearn =
  'In Python: skl2onnx.to_onnx(model, rows[:1], options={"zipmap": False}), and write its SerializeToString() to model.onnx';

/** What makes a readable file of those that only the program can read that wrote them. */
const exports: Readonly<Record<string, string>> = {
  h5: onnxOfKeras,
  hdf5: onnxOfKeras,
  keras: onnxOfKeras,
  pt: onnxOfTorch,
  pth: onnxOfTorch,
  ckpt: onnxOfTorch,
  safetensors: onnxOfTorch,
  pkl: onnxOfSklearn,
  joblib: onnxOfSklearn,
  tflite: 'With tf2onnx: python -m tf2onnx.convert --tflite FILE --output model.onnx',
  pb: 'With tf2onnx: python -m tf2onnx.convert --saved-model FOLDER --output model.onnx',
  zip: 'Unpack it, and import its folder',
};

/** How a file becomes one that can be imported; undefined for a kind that is not known. */
export const howToExport = (path: string): string | undefined =>
  new Map(Object.entries(exports)).get(extname(path).slice(1).toLowerCase());
