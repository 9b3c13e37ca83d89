import type { Config } from '../../foundation/config/config.js';
import { errorText } from '../../foundation/errors/app.error.js';
import { adviceOn, driverOf } from '../../transport/drivers/index.js';
import { openBroker, type RawBroker } from '../verification/open-broker.js';
import { checkAddresses } from './check-addresses.js';
import { checkRights } from './check-rights.js';
import { checkTopics, isMissing } from './check-topics.js';
import { checkLimits } from './check-limits.js';
import { type Finding, ok, warning, wrong } from './finding.js';
import { checkRoundTrip } from './round-trip.js';

/** @param create whether the service may create topics, and the doctor its own for the round trip. */
export async function checkBroker(name: string, config: Config, create: boolean): Promise<Finding[]> {
  let broker: RawBroker;
  try {
    broker = await openBroker(name, config);
  } catch (error) {
    return [wrong(name, errorText(error), adviceOn(name, errorText(error)))];
  }
  try {
    const topics = await checkTopics(broker, { name, config, create });
    const isComplete = !topics.some(({ text }) => text.startsWith(isMissing));
    const findings = [
      ok(name, `${driverOf(name).place(config.drivers[name])} answers`),
      ...(await checkAddresses(name, config)),
      ...topics,
      ...(await checkRights(broker, name, config)),
      ...(await checkLimits(broker, name, config)),
    ];
    const message = create
      ? await checkRoundTrip(name, config, isComplete)
      : warning(
          `${name} message`,
          'not tried: it needs a topic of its own',
          'leave --no-create out to try it',
        );
    return [...findings, message];
  } catch (error) {
    return [wrong(name, errorText(error), adviceOn(name, errorText(error)))];
  } finally {
    await broker.close();
  }
}
