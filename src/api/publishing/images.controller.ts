import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { beginTrace } from '../../events/trace-context.js';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { readInput } from '../../foundation/contract/read-input.js';
import type { LongReply } from '../../foundation/answers/open-answers.js';
import { leftSignal } from '../../foundation/errors/response-over.js';
import { Needs } from '../security/access.js';
import { type AnsweredUpload, type Uploaded, uploadImages } from './images.contract.js';
import { linksOf } from './publishing.schema.js';
import type { OutgoingImages } from './push.js';
import { RequestPublisher } from './request.publisher.js';
import { UploadOutcomes } from './upload.outcomes.js';
import { UploadRoom } from './upload.room.js';
import { readUploads, type Upload, type UploadRequest } from './uploads.js';

interface Reply extends LongReply {
  status(code: number): Reply;
}

/** Publishes uploaded pictures, to the broker of the path or, without one, to the first enabled broker. */
@Tag('push')
@Controller(['images', ':broker/images'])
export class ImagesController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly publisher: RequestPublisher,
    private readonly room: UploadRoom,
    private readonly outcomes: UploadOutcomes,
  ) {}

  @Post()
  @Needs('push')
  @Contract(uploadImages)
  async upload(
    @Input() { params, query, headers }: InputOf<typeof uploadImages>,
    @Req() request: UploadRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Uploaded | AnsweredUpload> {
    const left = leftSignal(reply.raw);
    const { uploads, refused, fields } = await readUploads(request, this.config, left);
    // Beside its files, a form may have the fields of the query. They win.
    const { wait, ...asked } = readInput(uploadImages.query, { ...query, ...fields });
    // Before anything is published: a caller that is refused may send it again.
    if (wait) this.outcomes.admit(reply);
    const images: OutgoingImages = {
      range: { start: 0, end: uploads.length },
      image: (index) => ({ ...asked, body: (uploads[index] as Upload).body }),
      keep: true,
      broker: params.broker,
      trace: beginTrace(headers.traceparent, headers.tracestate),
    };
    const free = this.room.hold(uploads.reduce((sum, { body }) => sum + body.bytes.length, 0));
    const published = await this.publisher.publish(images, { left }, free);
    const files = uploads.map(({ file }) => file);
    const accepted = { ...published, files, refused, links: linksOf(published.requestId) };
    reply.status(refused.length > 0 ? 207 : 202);
    if (wait === undefined) return accepted;
    const answered = { ...accepted, ...(await this.outcomes.of(accepted, wait * 1000, reply.raw)) };
    if (answered.complete && refused.length === 0) reply.status(200);
    return answered;
  }
}
