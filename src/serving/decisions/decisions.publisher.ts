import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { errorText } from '../../foundation/errors/app.error.js';
import type { DecisionsTopic } from './decisions.topic.js';
import { servingText } from './serving.js';
import { revisionOf, type ServingDecisions } from './serving-decisions.js';

const lookEveryMs = 500;

/**
 * Keeps the topic of decisions as the database is: publishes each decision that the topic lacks. A database that
 * was lost or restored takes the newer decisions of the topic over, since they were confirmed.
 */
export class DecisionsPublisher implements OnApplicationShutdown {
  private readonly logger = new Logger('Models');
  private readonly ending = new AbortController();
  private readonly ended: Promise<void>;
  private reported: string | undefined;

  /** @param names of the models. */
  constructor(
    private readonly database: ServingDecisions,
    private readonly topic: DecisionsTopic,
    private readonly names: readonly string[],
  ) {
    this.ended = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.ending.abort();
    await this.topic.close();
    await this.ended;
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      try {
        for (const name of this.names) await this.level(name);
        this.reported = undefined;
      } catch (error) {
        this.report(errorText(error));
      }
      await pause(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async level(name: string): Promise<void> {
    const published = await this.topic.newest(name);
    const decided = await this.database.newest(name);
    const [there, here] = [revisionOf(published), revisionOf(decided)];
    if (here > there && decided?.damage === undefined && decided) await this.topic.publish(name, decided);
    if (there <= here || !published?.serving) return;
    const { serving } = published;
    await this.database.decide(name, { serving, after: there - 1 });
    const text = `revision ${there} about ${name} came from ${this.topic.place}; the database had revision ${here}`;
    this.logger.warn(`${text}: ${servingText(name, serving)}`);
  }

  /** Once, until it works again: the next look is soon. */
  private report(text: string): void {
    if (text === this.reported || this.ending.signal.aborted) return;
    this.reported = text;
    this.logger.warn(`decisions are not published: ${text}; processes without the database stay as they are`);
  }
}
