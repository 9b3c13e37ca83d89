import { errorText, InvalidError } from '../errors/app.error.js';
import { refuseCostlyJson } from './json-cost.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Parses a JSON body of bytes. @throws InvalidError `BAD_REQUEST`, also for what is costly to parse */
export function readJson(bytes: Uint8Array): unknown {
  refuseCostlyJson(bytes);
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (cause) {
    throw new InvalidError('BAD_REQUEST', `the request is no JSON: ${errorText(cause)}`, { cause });
  }
}
