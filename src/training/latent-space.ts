import type { Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../serving/models/tfjs.js';
import { orderedBatches, type Part, type WriteImage } from './batches.js';
import { encode, latentSize, type SamplerNetwork } from './sampler.network.js';

/** The region of one label's latent values: `normal numbers × kernel + bias` gives one of them. */
export interface LatentSpace {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/**
 * Measures for each label the normal distribution of its encoded images. Plain normal numbers would often miss them,
 * and there the decoder draws nothing that anybody wears.
 *
 * @param spread Below 1 stays near the middle of each distribution: typical clothes, few oddities.
 */
export function latentSpaces(
  tf: Tfjs,
  network: SamplerNetwork,
  { part, write }: { readonly part: Part; readonly write: WriteImage },
  spread: number,
): LatentSpace[] {
  const moments = part.dataset.labels.map(() => new Moments());
  for (const batch of orderedBatches(part, 500, write)) {
    const [means, variances] = tf.tidy(() => {
      const { mean, logVariance } = encode(tf, network, batch);
      return [mean, logVariance.exp()].map((tensor: Tensor) => tensor.dataSync()) as [
        Float32Array,
        Float32Array,
      ];
    });
    batch.classes.forEach((label, at) => {
      const [start, end] = [at * latentSize, (at + 1) * latentSize];
      moments[label]?.add(means.subarray(start, end), variances.subarray(start, end));
    });
  }
  return moments.map((each) => each.space(spread));
}

/** Sums for mean and covariance. */
class Moments {
  private count = 0;
  private readonly sum = new Float64Array(latentSize);
  private readonly products = square();

  /** Each image is a small cloud: its own variance counts too. */
  add(mean: Float32Array, variance: Float32Array): void {
    this.count += 1;
    mean.forEach((value, row) => {
      this.sum[row] = at(this.sum, row) + value;
      const products = this.products[row] as Float64Array;
      mean.forEach((other, column) => {
        const own = row === column ? (variance[row] ?? 0) : 0;
        products[column] = at(products, column) + value * other + own;
      });
    });
  }

  space(spread: number): LatentSpace {
    const mean = this.sum.map((value) => value / this.count);
    const covariance = this.products.map((products, row) =>
      products.map((value, column) => value / this.count - at(mean, row) * at(mean, column)),
    );
    const root = cholesky(covariance);
    const kernel = new Float32Array(latentSize * latentSize);
    root.forEach((values, row) => {
      values.forEach((value, column) => (kernel[column * latentSize + row] = spread * value));
    });
    return { kernel, bias: Float32Array.from(mean) };
  }
}

/** The lower triangle L with L × Lᵀ = matrix. */
export function cholesky(matrix: readonly Float64Array[]): Float64Array[] {
  const root = matrix.map((row) => new Float64Array(row.length));
  matrix.forEach((values, row) => {
    const lower = root[row] as Float64Array;
    for (let column = 0; column <= row; column += 1) {
      const other = root[column] as Float64Array;
      let rest = at(values, column);
      for (let k = 0; k < column; k += 1) rest -= at(lower, k) * at(other, k);
      lower[column] = row === column ? Math.sqrt(rest) : rest / at(other, column);
    }
  });
  return root;
}

function square(): Float64Array[] {
  return Array.from({ length: latentSize }, () => new Float64Array(latentSize));
}

function at(values: Float64Array, index: number): number {
  return values[index] as number;
}
