import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Classification } from '../../serving/classifier/classification.js';
import { ClassifierService } from '../../serving/classifier/classifier.service.js';
import { ModelRegistry } from '../../serving/classifier/model-registry.js';
import type { ImageDemand } from '../../serving/classifier/served-model.js';
import type { Share } from '../../foundation/concurrency/fair-turns.js';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import {
  AppError,
  InvalidError,
  toAppError,
  TransientError,
  UnavailableError,
} from '../../foundation/errors/app.error.js';
import type { ImageBody } from '../../events/image.event.js';
import { measured } from '../../events/request-pixels.js';
import type { AskedModel, InferRequest } from './infer-request.js';
import { demandOf } from './request-demand.js';
import { inputName, readImages } from './image-rows.js';
import {
  outputTensor,
  type OutputTensor,
  outputsOf,
  type Row,
  type WantedOutput,
  wantedOutputs,
} from './output-tensors.js';

export interface InferAnswer {
  readonly model: string;
  /** Where a canary has answered some rows: all versions that answered, separated by commas. */
  readonly modelVersion: string;
  /** As in the request. */
  readonly id: string | undefined;
  readonly outputs: readonly (OutputTensor & { readonly binary: boolean | undefined })[];
}

export interface Inference {
  readonly answer: InferAnswer;
  /** The classification of each image, in their order. */
  readonly rows: readonly Classification[];
}

export interface InferCaller {
  /** Aborts when the caller has left: then its rows that have not begun are dropped. */
  readonly left?: AbortSignal | undefined;
  /** Decides, with each row's number, whether a canary answers it. Default: the request's id. */
  readonly name?: string | undefined;
}

/** Answers requests of the Open Inference Protocol, over any transport, through the same batches as events. */
@Injectable()
export class InferenceService {
  constructor(
    private readonly classifier: ClassifierService,
    private readonly registry: ModelRegistry,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * @throws InvalidError `BAD_REQUEST`, `BAD_MESSAGE`, `MODEL_FAILED`, `UNKNOWN_MODEL`, `MESSAGE_TOO_LARGE`;
   *   TransientError `TIMED_OUT`; UnavailableError `MODEL_UNAVAILABLE`; the reason of `left`. All rows or an error.
   */
  async infer(request: InferRequest, asked: AskedModel, caller: InferCaller = {}): Promise<Inference> {
    const { left, name = request.id ?? randomUUID() } = caller;
    const started = performance.now();
    const routed = this.registry.route(asked);
    const wanted = wantedOutputs(request, outputsOf(routed.card));
    const demand = demandOf(request, left);
    try {
      const images = await this.images(request, asked, demand);
      const rows = await this.classify(images, { ...asked, id: name }, demand);
      for (const served of new Set(rows.map((row) => row.served)))
        served.statistics.countRequest('success', performance.now() - started);
      return { answer: this.answerOf(request, asked, wanted, rows), rows: rows.map(classificationOf) };
    } catch (error) {
      routed.statistics.countRequest('failure', performance.now() - started);
      throw left?.aborted ? left.reason : error;
    } finally {
      demand.end();
    }
  }

  /**
   * The images of a request, checked against its model, and their pixels against `MAX_REQUEST_PIXELS`.
   *
   * @param share of the decoder, which reads the pictures' headers.
   * @throws as `infer`
   */
  async images(request: InferRequest, asked: AskedModel, share: Share): Promise<readonly ImageBody[]> {
    const { card } = this.registry.route(asked);
    const { model } = this.config;
    return measured(readImages(request, card.input, model), model.maxRequestPixels, share);
  }

  private answerOf(
    { id }: InferRequest,
    { model = this.registry.defaultName }: AskedModel,
    wanted: readonly WantedOutput[],
    rows: readonly Row[],
  ): InferAnswer {
    const versions = new Set(rows.map(({ classification }) => classification.modelVersion));
    const outputs = wanted.map((output) => ({ ...outputTensor(output, rows), binary: output.binary }));
    return { model, modelVersion: [...versions].join(','), id, outputs };
  }

  /** Rows in a batch are never cancelled: the error of a row comes when all are done, or dropped. */
  private async classify(
    images: readonly ImageBody[],
    asked: AskedModel & { readonly id: string },
    demand: ImageDemand,
  ): Promise<Row[]> {
    const classifyRow = async (body: ImageBody, row: number): Promise<Row> => {
      const served = this.registry.route({ ...asked, id: `${asked.id}/${row}` });
      return { served, classification: await this.classifier.classifyWith(served, body, demand) };
    };
    const ends = await Promise.allSettled(images.map(classifyRow));
    return ends.map((end, row) => {
      if (end.status === 'fulfilled') return end.value;
      throw ofRow(row, toAppError(end.reason));
    });
  }
}

const classificationOf = ({ classification }: Row) => classification;

/** The same error, with the number of its row. */
function ofRow(row: number, { kind, code, message, details }: AppError): AppError {
  const classes = { invalid: InvalidError, transient: TransientError, unavailable: UnavailableError };
  return new classes[kind](code, `row ${row} of the input "${inputName}": ${message}`, { details });
}
