import type { FactoryProvider, ModuleMetadata } from '@nestjs/common';
import { InvalidError } from '../../foundation/errors/app.error.js';
import type { Broker } from '../broker.js';
import type { BrokerStrategyOptions } from './broker.strategy.js';
import { replyTopicPattern } from '../../foundation/settings/reply-topics.js';

/** Options of one broker. BrokerStrategy and BrokerClient share `topicOf` and `codec`. */
export interface BrokerModuleOptions extends Omit<BrokerStrategyOptions, 'maxInFlight' | 'journal'> {
  /** `new KafkaBroker(…)`, `new PubSubBroker(…)`, `new EmbeddedBroker(…)`, or a Broker of your own. */
  readonly broker: Broker;
  /** Messages of one topic that may be in work at once. Default: 100. */
  readonly maxInFlight?: number;
  /**
   * Patterns whose topics and subscriptions of `groupId` are created before the first message leaves. Pub/Sub needs
   * it when one process publishes before another has subscribed, because it keeps no message for later subscriptions.
   * Default: none.
   */
  readonly provision?: readonly string[];
  /**
   * Folder for the names of messages in work, which finds a message that kills the process. Default: no such search.
   */
  readonly journalDirectory?: string;
}

/** The same, made from other providers. */
export interface BrokerModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  /**
   * Distinguishes several brokers of one application; see `InjectBrokerClient`. Default: the only one, without a
   * name.
   */
  readonly name?: string;
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: FactoryProvider<BrokerModuleOptions>['useFactory'];
}

/** @throws InvalidError `BAD_CONFIG` that names the option, the value seen and what is allowed. */
export function checkOptions(options: BrokerModuleOptions): BrokerModuleOptions {
  const { broker, groupId, maxInFlight = 1, replyTopics = [] } = options;
  if (typeof broker?.subscribe !== 'function')
    throw bad('broker', broker, 'a Broker, such as new KafkaBroker()');
  if (!/^[A-Za-z][\w.-]{0,80}$/.test(groupId))
    throw bad('groupId', groupId, '1 to 81 letters, digits, . _ -');
  if (!Number.isInteger(maxInFlight) || maxInFlight < 1) {
    throw bad('maxInFlight', maxInFlight, 'a whole number from 1');
  }
  for (const topic of replyTopics) {
    if (replyTopicPattern.test(topic)) continue;
    throw bad('replyTopics', topic, 'topics, or beginnings of topics such as answers-*');
  }
  return options;
}

function bad(option: string, value: unknown, allowed: string): InvalidError {
  const seen = typeof value === 'object' ? `of the type ${typeof value}` : JSON.stringify(value);
  return new InvalidError(
    'BAD_CONFIG',
    `BrokerModule: ${option} is ${seen ?? 'missing'}; must be ${allowed}`,
  );
}
