import { Injectable } from '@nestjs/common';
import { beginTrace } from '../../events/trace-context.js';
import type { AnswerOf, InputOf } from '../../foundation/contract/endpoint.js';
import type { LongReply } from '../../foundation/answers/open-answers.js';
import { leftSignal } from '../../foundation/errors/response-over.js';
import { RequestWatch } from '../../outcomes/ledger/request.watch.js';
import { PublisherService } from './publisher.service.js';
import { linksOf } from './publishing.schema.js';
import type { pushImages } from './push-to-consumer.contract.js';

export type PushInput = InputOf<typeof pushImages>;
export type PushAnswer = AnswerOf<typeof pushImages>;

export interface PushReply extends LongReply {
  status(code: number): PushReply;
  header(name: string, value: string): PushReply;
}

/** A person sees the progress on the page of the request, and need not wait for all of it. */
const browserAnswerMs = 2_000;

/** Publishes images by index range, and answers as programs and browsers want it. */
@Injectable()
export class PushAnswers {
  constructor(
    private readonly publisher: PublisherService,
    private readonly watch: RequestWatch,
  ) {}

  async push(
    { params, headers, body: { wait, ...range } }: PushInput,
    accept: string | undefined,
    reply: PushReply,
  ): Promise<PushAnswer> {
    // Before anything is published: a caller that is refused may send it again.
    if (wait) this.watch.admit(reply);
    const isBrowser = wait === undefined && accept?.includes('text/html') === true;
    const published = await this.publisher.publish(params.broker, range, {
      trace: beginTrace(headers.traceparent, headers.tracestate),
      left: leftSignal(reply.raw),
      ...(isBrowser && { answerWithinMs: browserAnswerMs }),
    });
    const { requestId } = published;
    const links = linksOf(requestId);
    if (wait !== undefined) {
      const labels = await this.watch.labels(requestId, wait * 1000, reply.raw);
      reply.status(labels.complete ? 200 : 202);
      return { ...labels, links };
    }
    if (isBrowser) {
      reply.status(303).header('location', links.page);
      return undefined;
    }
    reply.status(202);
    return { ...published, links };
  }
}
