import type { AdamOptimizer } from '@tensorflow/tfjs';
import type { Tfjs } from '../serving/models/tfjs.js';

/** Adam whose learning rate may change between steps. */
export interface ScheduledAdam extends AdamOptimizer {
  setRate(rate: number): void;
}

export function scheduledAdam(tf: Tfjs): ScheduledAdam {
  class Scheduled extends tf.AdamOptimizer {
    setRate(rate: number): void {
      this.learningRate = rate;
    }
  }
  return new Scheduled(0, 0.9, 0.999, 1e-7);
}

/** Rises to `peak` over the first twentieth of the steps, then falls to zero along a cosine. */
export function rateAt(step: number, steps: number, peak: number): number {
  const warmUp = Math.ceil(steps / 20);
  if (step < warmUp) return (peak * (step + 1)) / warmUp;
  return (peak * (1 + Math.cos((Math.PI * (step - warmUp)) / (steps - warmUp)))) / 2;
}
