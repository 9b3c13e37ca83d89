import type { MomentumOptimizer, Tensor, Variable } from '@tensorflow/tfjs';
import type { Tfjs } from '../serving/models/tfjs.js';

/** Stochastic gradient descent with Nesterov's momentum. Its state can be saved and restored bit by bit. */
export class ScheduledMomentum {
  private readonly optimizer: MomentumOptimizer;

  constructor(private readonly tf: Tfjs) {
    this.optimizer = tf.train.momentum(0, 0.9, true);
  }

  /** One step down the loss; returns the loss before it. */
  step(rate: number, loss: () => Tensor, variables: Variable[]): number {
    this.optimizer.setLearningRate(rate);
    const before = this.optimizer.minimize(() => loss().asScalar(), true, variables);
    const value = before?.dataSync()[0] ?? Number.NaN;
    before?.dispose();
    return value;
  }

  async state(): Promise<Float32Array[]> {
    const [, ...momenta] = await this.optimizer.getWeights();
    return momenta.map(({ tensor }) => Float32Array.from(tensor.dataSync()));
  }

  async restore(state: readonly Float32Array[], variables: readonly Variable[]): Promise<void> {
    const named = state.map((values, at) => ({
      name: `momentum-${at}`,
      tensor: this.tf.tensor(values, variables[at]?.shape),
    }));
    await this.optimizer.setWeights([{ name: 'iter', tensor: this.tf.scalar(0, 'int32') }, ...named]);
    this.tf.dispose(named.map(({ tensor }) => tensor));
  }

  dispose(): void {
    this.optimizer.dispose();
  }
}
