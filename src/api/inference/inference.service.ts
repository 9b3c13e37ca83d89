import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Classification } from '../../serving/classifier/classification.js';
import { ClassifierService } from '../../serving/classifier/classifier.service.js';
import { ModelRegistry } from '../../serving/classifier/model-registry.js';
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
import { type AskedModel, type InferRequest, urgencyOf } from './infer-request.js';
import { inputName, readImages } from './image-rows.js';
import { outputTensor, type OutputTensor, type Row, wantedOutputs } from './output-tensors.js';

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

/** Answers requests of the Open Inference Protocol, over any transport, through the same batches as events. */
@Injectable()
export class InferenceService {
  constructor(
    private readonly classifier: ClassifierService,
    private readonly registry: ModelRegistry,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * @param name decides, with each row's number, whether a canary answers it. Default: the request's id.
   * @throws InvalidError `BAD_REQUEST`, `BAD_MESSAGE`, `MODEL_FAILED`, `UNKNOWN_MODEL`, `MESSAGE_TOO_LARGE`;
   *   TransientError `TIMED_OUT`; UnavailableError `MODEL_UNAVAILABLE`. All rows or an error.
   */
  async infer(
    request: InferRequest,
    asked: AskedModel,
    name = request.id ?? randomUUID(),
  ): Promise<Inference> {
    const images = this.images(request, asked);
    const wanted = wantedOutputs(request);
    const rows = await this.classify(images, request, { ...asked, id: name });
    const versions = new Set(rows.map(({ classification }) => classification.modelVersion));
    const answer = {
      model: asked.model ?? this.registry.defaultName,
      modelVersion: [...versions].join(','),
      id: request.id,
      outputs: wanted.map((output) => ({ ...outputTensor(output, rows), binary: output.binary })),
    };
    return { answer, rows: rows.map(({ classification }) => classification) };
  }

  /** The images of a request, checked against its model. @throws as `infer` */
  images(request: InferRequest, asked: AskedModel): ImageBody[] {
    const { card } = this.registry.route(asked);
    return readImages(request, card.input, this.config.model);
  }

  /** Running rows are never cancelled: the error of a row comes when all are done. */
  private async classify(
    images: readonly ImageBody[],
    request: InferRequest,
    asked: AskedModel & { readonly id: string },
  ): Promise<Row[]> {
    const urgency = urgencyOf(request);
    const classifyRow = async (body: ImageBody, row: number): Promise<Row> => {
      const served = this.registry.route({ ...asked, id: `${asked.id}/${row}` });
      return { served, classification: await this.classifier.classifyWith(served, body, urgency) };
    };
    const ends = await Promise.allSettled(images.map(classifyRow));
    return ends.map((end, row) => {
      if (end.status === 'fulfilled') return end.value;
      throw ofRow(row, toAppError(end.reason));
    });
  }
}

/** The same error, with the number of its row. */
function ofRow(row: number, { kind, code, message, details }: AppError): AppError {
  const classes = { invalid: InvalidError, transient: TransientError, unavailable: UnavailableError };
  return new classes[kind](code, `row ${row} of the input "${inputName}": ${message}`, { details });
}
