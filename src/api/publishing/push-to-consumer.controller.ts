import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { wholeNumber } from '../../foundation/contract/fields.js';
import { readInput } from '../../foundation/contract/read-input.js';
import { beginTrace } from '../../events/trace-context.js';
import type { RequestLabels } from '../../outcomes/ledger/ledger.js';
import { RequestWatch } from '../../outcomes/ledger/request.watch.js';
import { Needs } from '../security/access.js';
import { PublisherService } from './publisher.service.js';
import { DocumentPushByForm, DocumentPushByLink } from './push-to-consumer.docs.js';
import { linksOf, type RequestLinks } from './request-links.js';
import type { PublishedRequest } from './request.publisher.js';

const waitInput = z.object({ wait: wholeNumber(0, 300).optional() });

interface PushRequest {
  readonly params: { readonly broker?: string };
  readonly query: unknown;
  readonly body?: unknown;
  readonly headers: { readonly accept?: string; readonly traceparent?: string; readonly tracestate?: string };
}

interface Reply {
  readonly raw: ServerResponse;
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

interface Accepted extends PublishedRequest {
  readonly links: RequestLinks;
}

/** Publishes images by index range, to the broker of the path or, without one, to the first that is enabled. */
@ApiTags('push')
@Needs('push')
@Controller(['push-to-consumer', ':broker/push-to-consumer'])
export class PushToConsumerController {
  constructor(
    private readonly publisher: PublisherService,
    private readonly watch: RequestWatch,
  ) {}

  @Get()
  @DocumentPushByLink()
  pushByLink(@Req() request: PushRequest, @Res({ passthrough: true }) reply: Reply) {
    return this.push(request, reply);
  }

  @Post()
  @DocumentPushByForm()
  pushByForm(@Req() request: PushRequest, @Res({ passthrough: true }) reply: Reply) {
    return this.push(request, reply);
  }

  private async push(request: PushRequest, reply: Reply): Promise<Accepted | RequestLabels | undefined> {
    const input = inputOf(request);
    const { wait } = readInput(waitInput, input);
    const { traceparent, tracestate } = request.headers;
    const trace = beginTrace(traceparent, tracestate);
    const published = await this.publisher.publish(request.params.broker, input, trace);
    if (wait !== undefined) return this.answerLabels(published, wait, reply);
    const links = linksOf(published.requestId);
    if (request.headers.accept?.includes('text/html')) {
      reply.status(303).header('location', links.page);
      return undefined;
    }
    reply.status(202);
    return { ...published, links };
  }

  private async answerLabels({ requestId }: PublishedRequest, waitSeconds: number, reply: Reply) {
    const labels = await this.watch.labels(requestId, waitSeconds * 1000, reply.raw);
    reply.status(labels.complete ? 200 : 202);
    return { ...labels, links: linksOf(requestId) };
  }
}

/** Forms and programs may use the query, the body or both; the body wins. */
function inputOf({ query, body }: PushRequest): object {
  return { ...asObject(query), ...asObject(body) };
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
