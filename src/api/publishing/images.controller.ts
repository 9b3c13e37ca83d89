import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { wholeNumber } from '../../foundation/contract/fields.js';
import { readInput } from '../../foundation/contract/read-input.js';
import { beginTrace } from '../../events/trace-context.js';
import type { ImageOutcome } from '../../outcomes/ledger/ledger.js';
import { LedgerService } from '../../outcomes/ledger/ledger.service.js';
import { RequestWatch } from '../../outcomes/ledger/request.watch.js';
import { Needs } from '../security/access.js';
import { DocumentUpload } from './images.docs.js';
import { type RequestLinks, linksOf } from './request-links.js';
import { type PublishedRequest, RequestPublisher } from './request.publisher.js';
import { readUploads, type Upload, type UploadRequest } from './uploads.js';

const modelText = (pattern: RegExp, allowed: string) => z.string().regex(pattern, allowed).optional();

/** As query or, beside the files of a form, as fields. */
const settings = z.strictObject({
  wait: wholeNumber(0, 300).optional(),
  model: modelText(/^[\w-]{1,100}$/, "a model's name"),
  modelVersion: modelText(/^\d{1,16}$/, "a model's version, a whole number"),
});

interface HttpRequest extends UploadRequest {
  readonly params: { readonly broker?: string };
  readonly query: unknown;
  readonly headers: UploadRequest['headers'] & {
    readonly traceparent?: string;
    readonly tracestate?: string;
  };
}

interface Reply {
  readonly raw: ServerResponse;
  status(code: number): Reply;
}

interface Accepted extends PublishedRequest {
  /** The pictures' names, in the order of their indexes. */
  readonly files: readonly string[];
  readonly links: RequestLinks;
}

interface Answered extends Accepted {
  readonly complete: boolean;
  readonly images: readonly (ImageOutcome & { readonly file: string })[];
}

/** Publishes pictures that are sent here, to the broker of the path or, without one, to the first that is enabled. */
@ApiTags('push')
@Controller(['images', ':broker/images'])
export class ImagesController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly publisher: RequestPublisher,
    private readonly watch: RequestWatch,
    private readonly ledger: LedgerService,
  ) {}

  @Post()
  @Needs('push')
  @DocumentUpload()
  async upload(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Accepted | Answered> {
    const { uploads, fields } = await readUploads(request, this.config);
    const { wait, ...asked } = readInput(settings, { ...Object(request.query), ...fields });
    const { traceparent, tracestate } = request.headers;
    const published = await this.publisher.publish({
      range: { start: 0, end: uploads.length },
      image: (index) => ({ ...asked, body: (uploads[index] as Upload).body }),
      keep: true,
      broker: request.params.broker,
      trace: beginTrace(traceparent, tracestate),
    });
    const files = uploads.map(({ file }) => file);
    const accepted = { ...published, files, links: linksOf(published.requestId) };
    reply.status(202);
    if (wait === undefined) return accepted;
    const { complete } = await this.watch.labels(published.requestId, wait * 1000, reply.raw);
    if (complete) reply.status(200);
    const outcomes = await this.ledger.outcomes(published.requestId);
    const images = outcomes.map((outcome) => ({ file: files[outcome.imageIndex ?? 0] ?? '', ...outcome }));
    return { ...accepted, complete, images };
  }
}
