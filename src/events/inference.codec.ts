import { InvalidError } from '../foundation/errors/app.error.js';
import { headerText, type ReceivedMessage } from '../transport/broker.js';
import type { Envelope } from '../transport/delivery/codec.js';
import { attributeText } from './attribute-text.js';
import { encodeCloudEvent, readAttributes } from './cloud-event.js';
import { inferenceRequestAttributes, maxIdLength, readAttribute } from './attributes.js';
import { eventReference, type Reading } from './image.codec.js';
import type { InferenceAnswerEvent, InferenceEvent } from './inference.event.js';
import { readTrace } from './trace-context.js';

export const inferenceRequestType = 'seamline.inference.request.v1';
export const inferenceAnswerType = 'seamline.inference.answer.v1';

const fields = inferenceRequestAttributes.shape;
/** The length of a body's JSON part, under its HTTP name. */
export const jsonLengthHeader = 'inference-header-content-length';
/** The characters that row ids add to an event's id: a slash and the row. */
const roomForRow = '/9999'.length;

/**
 * Reads an inference request: a CloudEvent, or a bare message, whose place is its id. The extensions `model` and
 * `modelversion`, or MLServer's headers, name the model.
 *
 * @throws InvalidError `BAD_MESSAGE`
 */
export function decodeInference(message: ReceivedMessage, reading: Reading): InferenceEvent {
  const attributes = readAttributes(message);
  const { source, id } = eventReference(attributes, message, reading);
  if (id.length > maxIdLength - roomForRow) {
    const allowed = maxIdLength - roomForRow;
    throw new InvalidError('BAD_MESSAGE', `the id has ${id.length} characters; allowed: 1 to ${allowed}`);
  }
  return {
    source,
    id,
    model: readAttribute(attributes, 'model', fields.model) ?? attributeText(message, 'mlserver-model'),
    modelVersion:
      readAttribute(attributes, 'modelversion', fields.modelversion) ??
      attributeText(message, 'mlserver-version'),
    jsonLength: headerText(message, jsonLengthHeader),
    trace: readTrace(message, attributes),
    body: attributes.data ?? new Uint8Array(),
  };
}

export function encodeInferenceAnswer(answer: InferenceAnswerEvent, broker: string): Envelope {
  const { id, jsonLength, trace, body } = answer;
  const datacontenttype = jsonLength === undefined ? 'application/json' : 'application/octet-stream';
  const { headers, ...envelope } = encodeCloudEvent(
    {
      id,
      source: '/seamline/inference',
      type: inferenceAnswerType,
      datacontenttype,
      extensions: {},
      trace,
      data: body,
    },
    broker,
  );
  const length = jsonLength !== undefined && { [jsonLengthHeader]: String(jsonLength) };
  return { ...envelope, headers: { ...headers, ...length } };
}
