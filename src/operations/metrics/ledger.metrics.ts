import { Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { Database } from '../../outcomes/database/database.js';
import { verdict } from '../../outcomes/ledger/ledger.js';
import { type Counts, LedgerReader } from '../../outcomes/ledger/ledger.reader.js';
import { UnknownImages } from '../../outcomes/ledger/unknown.images.js';
import { ledgerVerdictOf } from '../../outcomes/ledger/verdict.js';
import { registerGauge, type Sample } from './gauge.js';

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
    const up = { name: 'seamline_database_up', help: 'Whether the database answers' };
    registerGauge(registry, up, async () => {
      const answers = await database.ping().then(
        () => true,
        () => false,
      );
      return [{ value: Number(answers) }];
    });
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
    this.registerUnknown(registry, unknown);
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

  private registerUnknown(registry: Registry, { counts }: UnknownImages): void {
    const images = {
      name: 'seamline_ledger_unknown_images',
      help: 'Pending images that nobody publishes any more: the broker may or may not have them',
    };
    registerGauge(registry, images, async () => [{ value: (await this.counts()).unknown }]);
    const age = {
      name: 'seamline_ledger_unknown_oldest_seconds',
      help: 'The age of the oldest unknown image; 0 without one',
    };
    registerGauge(registry, age, async () => {
      const { unknownSince } = await this.counts();
      const ageMs = unknownSince === null ? 0 : Date.now() - Date.parse(unknownSince);
      return [{ value: Math.max(0, ageMs) / 1_000 }];
    });
    const verdicts = {
      name: 'seamline_ledger_verdict',
      help: '1 for the verdict that the ledger of all images has, 0 for the others',
      labels: ['verdict'],
    };
    registerGauge(registry, verdicts, async () => {
      const { states, unknown } = await this.counts();
      const inFlight = states.accepted + states.replaying;
      const found = ledgerVerdictOf({ ...states, inFlight, unknown }, undefined, false);
      const flags = verdict.options.map((name) => [name, Number(name === found)] as const);
      return samples('verdict', Object.fromEntries(flags));
    });
    new Counter({
      name: 'seamline_unknown_resolved_total',
      help: 'Unknown images that this process has resolved, by the log or a caller, as accepted or forgotten',
      labelNames: ['by', 'as'],
      registers: [registry],
      collect() {
        this.reset();
        for (const [by, { accepted, forgotten }] of Object.entries(counts)) {
          this.inc({ by, as: 'accepted' }, accepted);
          this.inc({ by, as: 'forgotten' }, forgotten);
        }
      },
    });
  }

  /** A scrape reads all of these metrics at once: they share one query. */
  private counts(): Promise<Counts> {
    this.counting ??= this.ledger.counts().finally(() => (this.counting = undefined));
    return this.counting;
  }
}

function samples(label: string, values: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(values).map(([name, value]) => ({ labels: { [label]: name }, value }));
}
