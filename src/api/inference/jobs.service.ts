import { Injectable } from '@nestjs/common';
import { InvalidError, UnavailableError } from '../../foundation/errors/app.error.js';
import type { ImageBody } from '../../events/image.event.js';
import type { ImageOutcome } from '../../outcomes/ledger/ledger.js';
import { LedgerService } from '../../outcomes/ledger/ledger.service.js';
import type { OutgoingImages } from '../publishing/push.js';
import { type PushCaller, RequestPublisher } from '../publishing/request.publisher.js';
import { UploadRoom } from '../publishing/upload.room.js';
import type { AskedModel } from './infer-request.js';
import type { InferenceAnswer } from './inference.schema.js';
import type { Job, JobStatus } from './jobs.contract.js';
import { namesText } from './output-tensors.js';

export interface AskedJob extends AskedModel {
  /** Default: the first of `BROKERS`. */
  readonly broker?: string | undefined;
}

/** Asynchronous inference: the rows of a request become image events, and the ledger has their outcomes. */
@Injectable()
export class JobsService {
  constructor(
    private readonly publisher: RequestPublisher,
    private readonly room: UploadRoom,
    private readonly ledger: LedgerService,
  ) {}

  /** Resolves as `RequestPublisher.publish` does. @throws as it does */
  async start(bodies: readonly ImageBody[], asked: AskedJob, caller: PushCaller): Promise<Job> {
    const { broker, ...model } = asked;
    const images: OutgoingImages = {
      range: { start: 0, end: bodies.length },
      image: (row) => ({ body: bodies[row] as ImageBody, ...model }),
      broker,
    };
    const free = this.room.hold(bodies.reduce((sum, { bytes }) => sum + bytes.length, 0));
    const { requestId } = await this.publisher.publish(images, caller, free);
    return jobOf(requestId);
  }

  /** @throws InvalidError `NOT_FOUND` */
  async status(id: string): Promise<JobStatus> {
    const { verdict, requested, predicted, dead } = await this.ledger.ofRequest(id);
    return { ...jobOf(id), state: verdict, requested, predicted, dead };
  }

  /**
   * The protocol's answer; undefined while rows are without an outcome.
   *
   * @throws InvalidError `NOT_FOUND`; `BAD_REQUEST` that names the rows which are dead letters; UnavailableError
   *   `BROKER_UNAVAILABLE` when the broker was lost before it had every row.
   */
  async result(id: string): Promise<InferenceAnswer | undefined> {
    const { state } = await this.status(id);
    if (state === 'working') return undefined;
    if (state !== 'complete') {
      throw new UnavailableError(
        'BROKER_UNAVAILABLE',
        `the broker was lost before it had every row: ${state}`,
      );
    }
    const outcomes = await this.ledger.outcomes(id);
    refuseDead(outcomes);
    return resultOf(id, outcomes);
  }
}

function jobOf(id: string): Job {
  const status = `/v2/jobs/${id}`;
  return { id, links: { status, result: `${status}/result`, events: `${status}/events` } };
}

const mostTold = 20;

function refuseDead(outcomes: readonly ImageOutcome[]): void {
  const dead = outcomes.filter(({ state }) => state === 'dead');
  if (dead.length === 0) return;
  const rows = dead.slice(0, mostTold).map((row) => `row ${row.imageIndex}: ${row.code}: ${row.reason}`);
  throw new InvalidError('BAD_REQUEST', `${dead.length} rows are dead letters: ${rows.join('; ')}`);
}

/** @param outcomes predictions only, so none of the values is null. */
function resultOf(id: string, outcomes: readonly ImageOutcome[]): InferenceAnswer {
  const shape = [outcomes.length];
  const column = (field: 'label' | 'classIndex' | 'confidence') => ({
    shape,
    data: outcomes.map((outcome) => outcome[field] ?? ''),
  });
  const versions = new Set(outcomes.map(({ modelVersion }) => modelVersion));
  return {
    model_name: outcomes[0]?.model ?? '',
    model_version: [...versions].join(','),
    id,
    outputs: [
      { name: 'label', datatype: 'BYTES', ...column('label') },
      { name: 'class_index', datatype: 'INT32', ...column('classIndex') },
      { name: 'confidence', datatype: 'FP32', ...column('confidence') },
      ...labelsOf(outcomes),
    ],
  };
}

/** Only of multi-label models. */
function labelsOf(outcomes: readonly ImageOutcome[]): InferenceAnswer['outputs'] {
  if (outcomes.every(({ labels }) => labels === null)) return [];
  const data = outcomes.map(({ label, labels }) => namesText(labels ?? [{ label: label ?? '' }]));
  return [{ name: 'labels', datatype: 'BYTES', shape: [outcomes.length], data }];
}
