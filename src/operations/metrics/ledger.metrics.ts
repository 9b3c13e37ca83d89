import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Database } from '../../outcomes/database/database.js';
import { type Counts, LedgerReader } from '../../outcomes/ledger/ledger.reader.js';
import { UnknownImages } from '../../outcomes/ledger/unknown.images.js';
import { registerGauge, samples } from './gauge.js';
import { registerResolved, registerUnknown, registerVerdict } from './unknown.metrics.js';

/**
 * Metrics from the database, the same for all processes: the images' outcomes, and the share of right predictions.
 */
@Injectable()
export class LedgerMetrics {
  private counting: Promise<Counts> | undefined;

  constructor(
    registry: Registry,
    database: Database,
    private readonly ledger: LedgerReader,
    unknown: UnknownImages,
  ) {
    registerUp(registry, database);
    const images = {
      name: 'seamline_ledger_images',
      help: 'Images by what became of them; accepted = predicted + dead + in_flight; pending: not confirmed by a broker',
      labels: ['state'],
    };
    registerGauge(registry, images, async () => {
      const { predicted, dead, pending, accepted, replaying } = (await this.counts()).states;
      const inFlight = accepted + replaying;
      const all = inFlight + predicted + dead;
      return samples('state', { accepted: all, predicted, dead, pending, in_flight: inFlight });
    });
    registerUnknown(registry, () => this.counts());
    registerResolved(registry, unknown);
    registerVerdict(registry, () => this.counts());
    const repeats = {
      name: 'seamline_ledger_repeats',
      help: 'Outcomes that came more than once, and changed nothing',
    };
    registerGauge(registry, repeats, async () => [{ value: (await this.counts()).repeats }]);
    const labelled = {
      name: 'seamline_labelled_predictions',
      help: 'Predictions whose true label is known, by whether they are right',
      labels: ['result'],
    };
    registerGauge(registry, labelled, async () => {
      const { known, right } = await this.counts();
      return samples('result', { right, wrong: known - right });
    });
  }

  /** A scrape reads all of these metrics at once: they share one query. */
  private counts(): Promise<Counts> {
    this.counting ??= this.ledger.counts().finally(() => (this.counting = undefined));
    return this.counting;
  }
}

function registerUp(registry: Registry, database: Database): void {
  const up = { name: 'seamline_database_up', help: 'Whether the database answers' };
  registerGauge(registry, up, async () => {
    const answers = await database.ping().then(
      () => true,
      () => false,
    );
    return [{ value: Number(answers) }];
  });
}
