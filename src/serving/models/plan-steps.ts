import type { PlannedStep, PlanStep } from './network-plan.js';

/** Where a value of the network is computed: the index of a step, −1 for the image. */
export interface StepPlace {
  readonly step: number;
  /** Whether more than one layer reads it: then the step must stay as it is. */
  readonly isShared: boolean;
}

/** The steps of a plan that is being made. */
export class PlanSteps {
  readonly all: PlannedStep[] = [];

  /** @returns its index. */
  add(step: PlanStep, inputs: readonly StepPlace[]): number {
    return this.all.push({ ...step, from: inputs.map((input) => input.step) }) - 1;
  }

  /** The step that a layer may change, as nothing else reads it; undefined for others, and for the image. */
  changeable({ step, isShared }: StepPlace): PlannedStep | undefined {
    return isShared ? undefined : this.all[step];
  }

  replace({ step }: StepPlace, changed: PlannedStep): void {
    this.all[step] = changed;
  }
}
