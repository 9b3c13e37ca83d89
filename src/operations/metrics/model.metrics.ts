import { Counter, type Registry } from 'prom-client';
import type { Instrumentation } from '../../events/instrumentation.js';
import { batchBuckets, secondsBuckets } from './buckets.js';
import { Histogram } from './histogram.js';

/** The work of this process's models, for images of every origin: events, REST or gRPC. */
export function modelMetrics(registry: Registry): Instrumentation['countsOf'] {
  const seconds = (part: string, help: string) =>
    new Histogram({ name: `seamline_inference_${part}_seconds`, help, buckets: secondsBuckets, registry });
  const batches = new Histogram({
    name: 'seamline_batch_size_images',
    help: 'Images in a run of the model',
    buckets: batchBuckets,
    registry,
  });
  const compute = seconds('compute', 'A run of the model on a batch');
  const queue = seconds('queue', 'An image waits for the model to be free');
  const preprocess = seconds('preprocess', "A picture is decoded and brought to the model's size");
  const total = seconds('total', 'From the arrival of an image at the model to its answer');
  const failures = new Counter({
    name: 'seamline_inference_failures_total',
    help: 'Images that a model did not answer',
    labelNames: ['model', 'version'],
    registers: [registry],
  });
  return (model, version) => {
    const of = { model, version };
    const sizes = batches.of(of);
    const runs = compute.of(of);
    const waits = queue.of(of);
    const pictures = preprocess.of(of);
    const answers = total.of(of);
    return {
      countBatch: (batchSize, computeMs) => {
        sizes.observe(batchSize);
        runs.observe(computeMs / 1000);
      },
      countSuccess: ({ totalMs, queueMs, preprocessMs }) => {
        answers.observe(totalMs / 1000);
        waits.observe(queueMs / 1000);
        pictures.observe(preprocessMs / 1000);
      },
      countFailure: () => failures.inc(of),
    };
  };
}
