import type { Registry } from 'prom-client';
import type { ModelRegistry } from '../../serving/classifier/model-registry.js';
import { registerGauge } from './gauge.js';

/** What is decided about the models of this process, and whether it follows. */
export function registerDecisions(registry: Registry, models: ModelRegistry): void {
  const revision = {
    name: 'seamline_serving_decision_revision',
    help: 'The decision about a model that holds in this process; 0 before the first',
    labels: ['model'],
  };
  registerGauge(registry, revision, () =>
    models.names.map((name) => ({ labels: { model: name }, value: models.revisionOf(name) })),
  );
  const followed = {
    name: 'seamline_serving_decision_followed',
    help: 'Whether the newest decision about a model holds in this process',
    labels: ['model'],
  };
  registerGauge(registry, followed, () =>
    models.names.map((name) => ({
      labels: { model: name },
      value: Number(models.troubleOf(name) === undefined),
    })),
  );
}
