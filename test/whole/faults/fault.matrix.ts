import { beforeAll, describe, it } from 'vitest';
import type { Outage } from '../../../tools/chaos/outage.js';
import { type OnEnd, onSuiteFinished } from '../../support/test-application.js';
import { withServer } from '../../support/services/with-server.js';
import { FaultyService } from './service.js';
import type { BrokerName } from '../../../src/transport/drivers/index.js';

/** Enough that some are always in flight when a part dies. */
export const images = 2_000;
export const timeout = 120_000;

export interface Place {
  /** Settings under which the broker is reached. */
  readonly server: Readonly<Record<string, string>>;
  /** Settings under which the roles alone reach it, where they go another way. */
  readonly ways?: Readonly<Record<string, string>>;
  /** Takes the broker away and brings it back. */
  outage(service: FaultyService): Outage;
}

export interface Stage {
  readonly place: Place;
  readonly service: FaultyService;
}

/** A group of cases; what they need is there once they run. */
export type Faults = (on: () => Stage) => void;

/**
 * What must hold on every broker while parts of the service die. The cases share one service, one after the other.
 *
 * @param reader of the broker's topics, where it may be missing; see `withServer`.
 */
export function faultMatrix(
  broker: BrokerName,
  prepare: (onEnd: OnEnd) => Promise<Place>,
  faults: readonly Faults[],
  reader: object = {},
): void {
  describe(`On ${broker}`, { timeout }, () => {
    const onEnd = onSuiteFinished();
    let stage: Stage;

    beforeAll(async () => {
      const place = await prepare(onEnd);
      stage = { place, service: await FaultyService.start(broker, place.server, onEnd, place.ways) };
    }, timeout);

    for (const cases of faults) cases(() => stage);

    it('every event on the topics has exactly one outcome after all that', () =>
      stage.service.expectNothingLost());

    withServer('A recount', reader, () => {
      it('a recount by raw reads of topics and tables finds the same', () => stage.service.expectRecounted());
    });
  });
}
