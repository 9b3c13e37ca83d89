import { Logger, ShutdownSignal } from '@nestjs/common';
import { createApplication, startApplication } from './application.js';
import type { Config } from './foundation/config/config.js';
import { readConfig } from './configuration.js';
import type { LogStream } from './operations/logging/open-logger.js';

/** Nest's default handles SIGUSR2 too, which makes Node write a heap snapshot. */
const endSignals = [ShutdownSignal.SIGTERM, ShutdownSignal.SIGINT, ShutdownSignal.SIGHUP];

/** A running service's facts, for a program. */
export interface ReadyService extends Pick<Config, 'roles' | 'brokers'> {
  readonly url: string;
  /** host:port of the Open Inference Protocol over gRPC, where it is served. */
  readonly grpc?: string | undefined;
  readonly readyAfterMs: number;
}

/** Runs the roles of the settings until a signal ends them. Resolves once they are ready. */
export async function runService(logStream: LogStream = 'stdout'): Promise<ReadyService> {
  const config = readConfig();
  const { app, grpc } = await createApplication(config, logStream);
  app.enableShutdownHooks(endSignals, { useProcessExit: true });
  limitShutdown(config.shutdown.timeoutMs);
  const url = await startApplication(app, config);
  const readyAfterMs = Math.round(performance.now() - programBegan());
  const { roles, brokers } = config;
  const serves = roles.includes('api') || roles.includes('inference');
  const doing = `roles ${roles.join(', ')} on ${brokers.join(', ')}`;
  new Logger('Start').log(
    `${serves ? 'open' : 'health at'} ${url}: ${doing}; ready after ${readyAfterMs} ms`,
  );
  return { url, grpc: grpc?.address, roles, brokers, readyAfterMs };
}

/**
 * Milliseconds since the process began: `npm start` installs and builds in the same process, before its program
 * begins.
 */
function programBegan(): number {
  return performance.getEntriesByName('program begins')[0]?.startTime ?? 0;
}

/** A part that does not close must not hold the process for ever: messages in work then are delivered again. */
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
