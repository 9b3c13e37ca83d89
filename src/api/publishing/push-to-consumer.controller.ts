import { Controller, Get, Headers, Post, Res } from '@nestjs/common';
import { beginTrace } from '../../events/trace-context.js';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { AnswerOf, InputOf } from '../../foundation/contract/endpoint.js';
import type { LongReply } from '../../foundation/answers/open-answers.js';
import { leftSignal } from '../../foundation/errors/response-over.js';
import { RequestWatch } from '../../outcomes/ledger/request.watch.js';
import { Needs } from '../security/access.js';
import { PublisherService } from './publisher.service.js';
import { linksOf } from './publishing.schema.js';
import { pushImages, pushImagesByLink } from './push-to-consumer.contract.js';

type ByLink = InputOf<typeof pushImagesByLink>;
type ByForm = InputOf<typeof pushImages>;
type Answer = AnswerOf<typeof pushImages>;

interface Reply extends LongReply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

/** A person sees the progress on the page of the request, and need not wait for all of it. */
const browserAnswerMs = 2_000;

/** Publishes images by index range, to the broker of the path or, without one, to the first enabled broker. */
@Tag('push')
@Needs('push')
@Controller(['push-to-consumer', ':broker/push-to-consumer'])
export class PushToConsumerController {
  constructor(
    private readonly publisher: PublisherService,
    private readonly watch: RequestWatch,
  ) {}

  @Get()
  @Contract(pushImagesByLink)
  pushByLink(
    @Input() { query, ...input }: ByLink,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Answer> {
    return this.push({ ...input, body: query }, accept, reply);
  }

  @Post()
  @Contract(pushImages)
  pushByForm(
    @Input() input: ByForm,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Answer> {
    return this.push(input, accept, reply);
  }

  private async push(
    { params, headers, body: { wait, ...range } }: ByForm,
    accept: string | undefined,
    reply: Reply,
  ): Promise<Answer> {
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
