import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import type { VersionDrift } from '../../serving/drift/drift.js';
import { DriftService } from '../../serving/drift/drift.service.js';
import { registerGauge } from './gauge.js';

/** How far each version's last predictions differ from its answers when it was measured. */
@Injectable()
export class DriftMetrics {
  constructor(
    private readonly registry: Registry,
    private readonly drift: DriftService,
  ) {
    this.report(
      'seamline_drift_population_stability_index',
      'Of the labels of the last predictions and the baseline: from 0.1 a shift, from 0.25 drift',
      ({ classes }) => classes?.psi,
    );
    this.report(
      'seamline_drift_confidence_distance',
      'The statistic of Kolmogorov and Smirnov between the last confidences and the baseline, 0 to 1',
      ({ confidence }) => confidence?.statistic,
    );
    this.report(
      'seamline_drifted',
      'Whether a version answers otherwise than when it was measured',
      ({ classes, verdict }) => (classes ? Number(verdict === 'drifted') : undefined),
    );
  }

  private report(name: string, help: string, read: (version: VersionDrift) => number | undefined): void {
    registerGauge(this.registry, { name, help, labels: ['model', 'version'] }, async () => {
      const models = await this.drift.current();
      const versions = models.flatMap(({ model, versions: all }) => all.map((each) => ({ model, ...each })));
      return versions.flatMap((each) => {
        const value = read(each);
        return value === undefined ? [] : [{ labels: { model: each.model, version: each.version }, value }];
      });
    });
  }
}
