import type { Span } from '@opentelemetry/api';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Naming } from '../../events/image-name.js';
import type { ReceivedMessage } from '../../transport/broker.js';

/** The work's own span, with tracing. */
interface Traced {
  readonly span?: Span;
}

export interface MessageWork extends Traced {
  readonly message: ReceivedMessage;
  readonly naming: Naming;
}

export interface HttpWork extends Traced {
  readonly httpRequestId: string;
  readonly traceparent: unknown;
}

/** For a call over gRPC, or for many messages or requests at once. */
export interface BatchWork {
  readonly span: Span;
}

/** The current work of this process: a message of a broker, a request over HTTP, a batch of either. */
export type Work = MessageWork | HttpWork | BatchWork;

/**
 * The work that a piece of code belongs to, however deep and however late. Once it is used, every promise costs more.
 */
export const atWork = new AsyncLocalStorage<Work>();

let named: Work | undefined;

/** Runs code within the work; only its synchronous part belongs to it. */
export function naming(work: Work, call: () => void): void {
  const before = named;
  named = work;
  try {
    call();
  } finally {
    named = before;
  }
}

/** The current work; undefined outside of any. */
export const presentWork = (): Work | undefined => named ?? atWork.getStore();
