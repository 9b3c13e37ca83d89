import { join } from 'node:path';
import { readEmbeddedTopics } from './embedded-topics.js';
import { readKafkaTopics } from './kafka-topics.js';
import { OwnSubscriptions } from './pubsub-topics.js';
import { allTopics, type RawMessage, type TopicNames } from './raw-message.js';
import { openPostgres, openSqlite, type Sql } from './raw-sql.js';
import { recount } from './recount.js';

/** Where a service has its messages and its rows. */
export interface RecountPlace {
  readonly broker: string;
  readonly topics: TopicNames;
  /** `DATA_DIR`. */
  readonly folder: string;
  /** The service's settings, by their names in the environment; those of its servers are read. */
  readonly settings: Readonly<Record<string, string | undefined>>;
}

export interface Recount {
  /** Reads everything that is there now. Empty: all is well. */
  differences(): Promise<string[]>;
  close(): Promise<void>;
}

interface Topics {
  messages(): Promise<RawMessage[]>;
  close(): Promise<void>;
}

/** Call it before the service starts: Pub/Sub keeps messages only for subscriptions that exist. */
export async function openRecount(place: RecountPlace): Promise<Recount> {
  const topics = await openTopics(place);
  return {
    differences: async () => {
      const messages = await topics.messages();
      const sql = await openTables(place);
      try {
        return await recount({ broker: place.broker, topics: place.topics, messages, sql });
      } finally {
        await sql.close();
      }
    },
    close: () => topics.close(),
  };
}

async function openTopics({ broker, topics, folder, settings }: RecountPlace): Promise<Topics> {
  const names = allTopics(topics);
  const close = async () => {};
  switch (broker) {
    case 'embedded':
      return { messages: async () => readEmbeddedTopics(join(folder, 'broker.db'), names), close };
    case 'kafka':
      return { messages: () => readKafkaTopics(String(settings['KAFKA_BROKERS']), names), close };
    case 'pubsub': {
      const { PUBSUB_EMULATOR_HOST: emulatorHost = '', PUBSUB_PROJECT_ID: projectId = 'seamline' } = settings;
      return OwnSubscriptions.make({ emulatorHost, projectId }, names);
    }
    default:
      throw new Error(`there is no reader for the topics of ${broker}`);
  }
}

async function openTables({ folder, settings }: RecountPlace): Promise<Sql> {
  const { DATABASE_URL: url, DATABASE_SCHEMA: schema } = settings;
  return url ? openPostgres(url, schema || undefined) : openSqlite(join(folder, 'results.db'));
}
