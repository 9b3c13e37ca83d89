import { Controller, Post, Req, Res } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { callerOf } from '../../../foundation/answers/callers.js';
import { Contract, Input, Tag } from '../../../foundation/contract/contract.js';
import type { InputOf } from '../../../foundation/contract/endpoint.js';
import { type AppError, InvalidError, UnavailableError } from '../../../foundation/errors/app.error.js';
import { Needs, TakesPushTokens } from '../../security/access.js';
import { unauthenticated } from '../../security/caller.js';
import { pushTokenHelp } from '../../security/push-tokens.js';
import { type ListedEvent, type SentAnswer, pushEvents } from './events.contract.js';
import { type EventEnd, EventsPublisher } from './events.publisher.js';
import { readEvents } from './sent-events.js';

interface Request {
  readonly body?: unknown;
  readonly raw: IncomingMessage;
}

interface Reply {
  status(code: number): Reply;
}

/** Takes events of other programs, for the broker of the path or, without one, the first enabled broker. */
@Tag('push')
@Controller(['events', ':broker/events'])
export class EventsController {
  constructor(private readonly publisher: EventsPublisher) {}

  @Post()
  @Needs('push')
  @TakesPushTokens()
  @Contract(pushEvents)
  async send(
    @Input() { params, headers }: InputOf<typeof pushEvents>,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<SentAnswer> {
    const { traceparent, tracestate } = headers;
    const hop = { ...(traceparent && { traceparent }), ...(tracestate && { tracestate }) };
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const sent = readEvents(request.raw.headersDistinct, hop, body);
    if (sent.isPush && !callerOf(request)) throw unauthenticated(pushTokenHelp);
    const { broker, ends } = await this.publisher.publish(sent.events, params.broker);
    const failure = failureOf(ends, sent.isBatch);
    if (failure) throw failure;
    reply.status(ends.every(({ state }) => state === 'accepted') ? 202 : 207);
    return { broker, accepted: countAccepted(ends), events: ends.map(listed) };
  }
}

const countAccepted = (ends: readonly EventEnd[]) => ends.filter(({ state }) => state === 'accepted').length;

/** The failure of the request: the broker did not answer for an event, or no event was taken. */
function failureOf(ends: readonly EventEnd[], isBatch: boolean): AppError | undefined {
  const failures = ends.flatMap(({ failure }) => failure ?? []);
  const failure = failures.find(({ kind }) => kind === 'unavailable') ?? failures[0];
  if (!failure || (failure.kind !== 'unavailable' && failures.length < ends.length)) return undefined;
  const isAway = failure.kind === 'unavailable';
  if (!isBatch && !isAway) return failure;
  const type = isAway ? UnavailableError : InvalidError;
  const text = `${countAccepted(ends)} of ${ends.length} events were taken: ${failure.message}`;
  return new type(failure.code, text, { cause: failure, details: { events: ends.map(listed) } });
}

function listed({ event, failure, state }: EventEnd): ListedEvent {
  const names = event && { source: event.source, id: event.id };
  if (!failure || state === 'accepted') {
    const { source = '', id = '', imageId = '' } = event ?? {};
    return { state: 'accepted', source, id, imageId };
  }
  return { state, ...names, code: failure.code, message: failure.message };
}
