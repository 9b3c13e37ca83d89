import type { Span } from '@opentelemetry/api';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ReceivedMessage } from '../../transport/broker.js';

/** The work's own span, where there is tracing. */
interface Traced {
  readonly span?: Span;
}

export interface MessageWork extends Traced {
  readonly message: ReceivedMessage;
}

export interface HttpWork extends Traced {
  readonly httpRequestId: string;
  readonly traceparent: unknown;
}

/** For many messages or requests at once. */
export interface BatchWork {
  readonly span: Span;
}

/** What this process is at work on: a message of a broker, a request over HTTP, a batch of either. */
export type Work = MessageWork | HttpWork | BatchWork;

/** The work within which a piece of code runs, however deep and however late. Once it is used, every promise costs more. */
export const atWork = new AsyncLocalStorage<Work>();

let named: Work | undefined;

/** What is called here and now, and nothing later, runs within the work. */
export function naming(work: Work, call: () => void): void {
  const before = named;
  named = work;
  try {
    call();
  } finally {
    named = before;
  }
}

/** The work that is at hand; undefined outside of any. */
export const presentWork = (): Work | undefined => named ?? atWork.getStore();
