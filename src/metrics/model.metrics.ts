import { Counter, Histogram, type Registry } from 'prom-client';
import type { ModelCountsOf } from '../classifier/model-counts.js';
import { batchBuckets, secondsBuckets } from './buckets.js';

const labelNames = ['model', 'version'] as const;

/** What the models of this process do, whichever way the images come: events, REST or gRPC. */
export function modelMetrics(registry: Registry): ModelCountsOf {
  const common = { labelNames, registers: [registry] };
  const seconds = (part: string, help: string) =>
    new Histogram({ ...common, name: `seamline_inference_${part}_seconds`, help, buckets: secondsBuckets });
  const batches = new Histogram({
    ...common,
    name: 'seamline_batch_size_images',
    help: 'Images in a run of the model',
    buckets: batchBuckets,
  });
  const compute = seconds('compute', 'A run of the model on a batch');
  const queue = seconds('queue', 'An image waits for the model to be free');
  const preprocess = seconds('preprocess', "A picture is decoded and brought to the model's size");
  const total = seconds('total', 'From the arrival of an image at the model to its answer');
  const failures = new Counter({
    ...common,
    name: 'seamline_inference_failures_total',
    help: 'Images that a model did not answer',
  });
  return (model, version) => {
    const of = { model, version };
    return {
      countBatch: (batchSize, computeMs) => {
        batches.observe(of, batchSize);
        compute.observe(of, computeMs / 1000);
      },
      countSuccess: ({ totalMs, queueMs, preprocessMs }) => {
        total.observe(of, totalMs / 1000);
        queue.observe(of, queueMs / 1000);
        preprocess.observe(of, preprocessMs / 1000);
      },
      countFailure: () => failures.inc(of),
    };
  };
}
