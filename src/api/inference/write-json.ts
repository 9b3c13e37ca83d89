import type { InferAnswer } from './inference.service.js';
import type { OutputTensor } from './output-tensors.js';

export interface WrittenAnswer {
  readonly body: Buffer;
  /** Length of the JSON part where binary tensors follow it. */
  readonly jsonLength: number | undefined;
}

/** The answer as JSON, with the tensors after it that were requested as bytes. */
export function writeJsonAnswer({ model, modelVersion, id, outputs }: InferAnswer): WrittenAnswer {
  const parts: Buffer[] = [];
  const tensors = outputs.map(({ binary, ...output }) => {
    const { name, datatype, shape, values } = output;
    if (!binary) return { name, datatype, shape, data: values };
    const part = rawContents(output);
    parts.push(part);
    return { name, datatype, shape, parameters: { binary_data_size: part.length } };
  });
  const json = Buffer.from(
    JSON.stringify({ model_name: model, model_version: modelVersion, id, outputs: tensors }),
  );
  return { body: Buffer.concat([json, ...parts]), jsonLength: parts.length > 0 ? json.length : undefined };
}

/** A tensor's bytes: little-endian; BYTES with 4 bytes of length before each element. */
export function rawContents({ datatype, values }: OutputTensor): Buffer {
  if (datatype === 'BYTES')
    return Buffer.concat(values.map((value) => withLength(Buffer.from(String(value)))));
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => {
    if (datatype === 'FP32') bytes.writeFloatLE(Number(value), at * 4);
    else bytes.writeInt32LE(Number(value), at * 4);
  });
  return bytes;
}

function withLength(element: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(element.length);
  return Buffer.concat([length, element]);
}
