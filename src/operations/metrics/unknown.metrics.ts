import { Counter, type Registry } from 'prom-client';
import { verdict } from '../../outcomes/ledger/ledger.js';
import type { Counts } from '../../outcomes/ledger/ledger.reader.js';
import type { UnknownImages } from '../../outcomes/ledger/unknown.images.js';
import { ledgerVerdictOf } from '../../outcomes/ledger/verdict.js';
import { registerGauge, samples } from './gauge.js';

/** The number of unknown images, and the age of the oldest. */
export function registerUnknown(registry: Registry, counts: () => Promise<Counts>): void {
  const images = {
    name: 'seamline_ledger_unknown_images',
    help: 'Pending images that nobody publishes any more: the broker may or may not have them',
  };
  registerGauge(registry, images, async () => [{ value: (await counts()).unknown }]);
  const age = {
    name: 'seamline_ledger_unknown_oldest_seconds',
    help: 'The age of the oldest unknown image; 0 without one',
  };
  registerGauge(registry, age, async () => {
    const { unknownSince } = await counts();
    const ageMs = unknownSince === null ? 0 : Date.now() - Date.parse(unknownSince);
    return [{ value: Math.max(0, ageMs) / 1_000 }];
  });
}

/** The verdict of the ledger of all images. */
export function registerVerdict(registry: Registry, counts: () => Promise<Counts>): void {
  const verdicts = {
    name: 'seamline_ledger_verdict',
    help: '1 for the verdict that the ledger of all images has, 0 for the others',
    labels: ['verdict'],
  };
  registerGauge(registry, verdicts, async () => {
    const { states, unknown } = await counts();
    const inFlight = states.accepted + states.replaying;
    const found = ledgerVerdictOf({ ...states, inFlight, unknown }, undefined, false);
    const flags = verdict.options.map((name) => [name, Number(name === found)] as const);
    return samples('verdict', Object.fromEntries(flags));
  });
}

/** The unknown images that this process has resolved. */
export function registerResolved(registry: Registry, { counts }: UnknownImages): void {
  const resolved: Counter = new Counter({
    name: 'seamline_unknown_resolved_total',
    help: 'Unknown images that this process has resolved, by the log or a caller, as accepted or forgotten',
    labelNames: ['by', 'as'],
    registers: [],
    collect: () => {
      resolved.reset();
      for (const [by, { accepted, forgotten }] of Object.entries(counts)) {
        resolved.inc({ by, as: 'accepted' }, accepted);
        resolved.inc({ by, as: 'forgotten' }, forgotten);
      }
    },
  });
  registry.registerMetric(resolved);
}
