import { AsyncLocalStorage } from 'node:async_hooks';
import type { ReceivedMessage } from '../transport/broker.js';

export interface MessageWork {
  readonly message: ReceivedMessage;
}

export interface HttpWork {
  readonly httpRequestId: string;
  readonly traceparent: unknown;
}

/** What this process is at work on: a message of a broker, or a request over HTTP. */
export type Work = MessageWork | HttpWork;

/** The work within which a piece of code runs, however deep and however late; undefined outside of any. */
export const atWork = new AsyncLocalStorage<Work>();
