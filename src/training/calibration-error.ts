import { mean, type JudgedImage } from './statistics.js';

/** Answers of about the same confidence, and the number of right ones. */
export interface ReliabilityBin {
  /** Confidences above this, and up to `to`. */
  readonly from: number;
  readonly to: number;
  readonly images: number;
  readonly confidence: number;
  readonly accuracy: number;
}

/** Answers by confidence, in bins of equal width, without empty bins. */
export function reliability(all: readonly JudgedImage[], bins = 15): ReliabilityBin[] {
  return Array.from({ length: bins }, (_, bin) => {
    const own = all.filter(({ confidence }) => Math.max(0, Math.ceil(confidence * bins) - 1) === bin);
    return {
      from: bin / bins,
      to: (bin + 1) / bins,
      images: own.length,
      confidence: mean(own.map(({ confidence }) => confidence)),
      accuracy: mean(own.map(({ truth, answer }) => (truth === answer ? 1 : 0))),
    };
  }).filter(({ images }) => images > 0);
}

/**
 * Expected calibration error: the mean distance between confidence and accuracy (Guo et al., 2017, On Calibration of
 * Modern Neural Networks, equation 3). 0 is perfect.
 */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const images = bins.reduce((sum, bin) => sum + bin.images, 0);
  return bins.reduce((sum, bin) => sum + (bin.images / images) * Math.abs(bin.accuracy - bin.confidence), 0);
}
