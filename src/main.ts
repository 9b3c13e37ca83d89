import 'reflect-metadata';
import { Logger, ShutdownSignal } from '@nestjs/common';
import { createApplication, startApplication } from './application.js';
import { readConfig } from './config/config.js';
import { errorText } from './errors/app.error.js';

/** Nest's default takes SIGUSR2 too, which is how one asks Node for a heap snapshot. */
const endSignals = [ShutdownSignal.SIGTERM, ShutdownSignal.SIGINT, ShutdownSignal.SIGHUP];

/** A part that does not let go must not hold the process for ever: what is in work then is delivered again. */
function limitShutdown(timeoutMs: number): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      const giveUp = () => {
        new Logger('Seamline').error(`not closed within SHUTDOWN_TIMEOUT_MS=${timeoutMs}; ending anyway`);
        process.exit(1);
      };
      setTimeout(giveUp, timeoutMs).unref();
    });
  }
}

try {
  const config = readConfig();
  const app = await createApplication(config);
  app.enableShutdownHooks(endSignals, { useProcessExit: true });
  limitShutdown(config.shutdown.timeoutMs);
  const url = await startApplication(app, config);
  const serves = config.roles.includes('api') || config.roles.includes('inference');
  const doing = `roles ${config.roles.join(', ')} on ${config.brokers.join(', ')}`;
  new Logger('Start').log(
    `${serves ? 'open' : 'health at'} ${url}: ${doing}; ready after ${Math.round(performance.now())} ms`,
  );
} catch (error) {
  process.stderr.write(`Seamline did not start: ${errorText(error)}\n`);
  process.exit(1);
}
