import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { ModelReadiness } from '../../serving/classifier/model-readiness.js';
import { ModelRegistry } from '../../serving/classifier/model-registry.js';
import { registerGauge } from './gauge.js';
import { registerDecisions } from './decision.metrics.js';

/** The loaded models of this process, their backends and their states. */
@Injectable()
export class ModelStateMetrics {
  constructor(registry: Registry, models: ModelRegistry, readiness: ModelReadiness) {
    registerDecisions(registry, models);
    const info = {
      name: 'seamline_model_info',
      help: 'The versions that this process has loaded, and what each runs on',
      labels: ['model', 'version', 'backend'],
    };
    registerGauge(registry, info, () =>
      models.ready().map(({ card: { name, version }, backend }) => ({
        labels: { model: name, version, backend: backend.name },
        value: 1,
      })),
    );
    const labels = ['model', 'version'];
    const ready = {
      name: 'seamline_model_ready',
      help: 'Whether a version that serves, or its canary, answers',
      labels,
    };
    registerGauge(registry, ready, () =>
      readiness.states().map(({ name, version, state }) => ({
        labels: { model: name, version },
        value: Number(state === 'ready'),
      })),
    );
    const queue = {
      name: 'seamline_model_queue_images',
      help: 'Images that wait for the model to be free',
      labels,
    };
    registerGauge(registry, queue, () =>
      models.ready().map(({ card: { name, version }, queued }) => ({
        labels: { model: name, version },
        value: queued,
      })),
    );
  }
}
