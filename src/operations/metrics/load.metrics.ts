import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { picturesWaiting } from '../../events/picture-decoder.js';
import { OpenAnswers } from '../../foundation/answers/open-answers.js';
import { registerGauge, samples } from './gauge.js';

/** What callers make this process hold: answers that are not over, and pictures that wait for the decoder. */
@Injectable()
export class LoadMetrics {
  constructor(registry: Registry, open: OpenAnswers) {
    registerGauge(
      registry,
      {
        name: 'seamline_open_answers',
        help: 'Answers that may take long and are not over: stream, wait, export, list',
        labels: ['kind'],
      },
      () => samples('kind', open.counts),
    );
    registerGauge(
      registry,
      { name: 'seamline_pictures_waiting', help: 'Pictures that wait for their turn at the decoder' },
      () => [{ value: picturesWaiting() }],
    );
  }
}
