import { randomBytes } from 'node:crypto';

/** The answer to an inference request, its tensors as they are in JSON. */
export interface InferAnswer {
  readonly model_name: string;
  readonly model_version: string;
  readonly id?: string;
  readonly error?: string;
  readonly outputs: readonly {
    readonly name: string;
    readonly datatype: string;
    readonly shape: readonly number[];
    readonly data: readonly (number | string)[];
  }[];
}

export const modelPath = '/v2/models/fashion-mnist';
export const lengthHeader = 'inference-header-content-length';
export const imageBytes = 784;

/** A JSON request for images of 28 × 28 grey pixels, one after the other in `pixels`. */
export function pixelRequest(pixels: Uint8Array, more: object = {}) {
  const shape = [pixels.length / imageBytes, 28, 28, 1];
  const tensor = { name: 'image', datatype: 'UINT8', shape, data: [...pixels] };
  return { ...more, inputs: [tensor] as [typeof tensor] };
}

export function randomImages(rows: number): Uint8Array {
  return randomBytes(rows * imageBytes);
}

/** A good request for one image, and the same with its tensor changed. */
export const oneImage = pixelRequest(randomImages(1));
export const withTensor = (change: object) => ({ inputs: [{ ...oneImage.inputs[0], ...change }] });
/** The JSON part before a tensor of so many bytes. */
export const binaryRequest = (size: number) =>
  withTensor({ data: undefined, parameters: { binary_data_size: size } });

/** Posts JSON, or what is JSON already. */
export async function post<Body = InferAnswer>(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: Body; readonly headers: Headers }> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(url, {
    method: 'POST',
    body: isRaw ? (body as BodyInit) : JSON.stringify(body),
    headers: { ...headers },
  });
  return { status: response.status, body: (await response.json()) as Body, headers: response.headers };
}

/** The data of one output. */
export function outputOf({ outputs }: InferAnswer, name: string): readonly (number | string)[] {
  const output = outputs.find((one) => one.name === name);
  if (!output) throw new Error(`no output ${name} among ${outputs.map((one) => one.name).join(', ')}`);
  return output.data;
}
