import { headerText, type ReceivedMessage } from '../transport/broker.js';
import { printable } from './attribute-text.js';
import { readAttributes } from './cloud-event.js';

/** Name the image and the request of a message whose own headers do not; a replayed message keeps them. */
export const imageIdHeader = 'seamline-image-id';
export const requestIdHeader = 'seamline-request-id';

const maxIdLength = 512;

/** An attribute of a binary event, printable and cut to an id's length; undefined when absent or empty. */
export function headerAttribute(message: ReceivedMessage, name: string): string | undefined {
  return headerName(message, `ce_${name}`) ?? headerName(message, `ce-${name}`);
}

export function headerName(message: ReceivedMessage, name: string): string | undefined {
  return printable(headerText(message, name) ?? '').slice(0, maxIdLength) || undefined;
}

/**
 * Headers that name the image of a message that is no binary event: by the body of a structured event, else by
 * `bareId`. Never throws.
 */
export function namesOf(message: ReceivedMessage, bareId: string | undefined): Record<string, string> {
  if (headerAttribute(message, 'id') !== undefined) return {};
  const imageId = bodyAttribute(message, 'id') ?? bareId;
  const requestId = bodyAttribute(message, 'requestid');
  return {
    ...(imageId !== undefined && { [imageIdHeader]: imageId }),
    ...(requestId !== undefined && { [requestIdHeader]: requestId }),
  };
}

function bodyAttribute(message: ReceivedMessage, name: string): string | undefined {
  try {
    return printable(readAttributes(message).get(name) ?? '').slice(0, maxIdLength) || undefined;
  } catch {
    // The message has already failed as an event; the letter's reason says why.
    return undefined;
  }
}
