import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { InvalidError } from '../errors/app.error.js';
import { type KafkaSasl, securityMistakes, tlsOf } from './kafka-security.js';

export const brokerNames = ['embedded', 'kafka', 'pubsub'] as const;
export type BrokerName = (typeof brokerNames)[number];

export const roleNames = ['api', 'classifier', 'results'] as const;
export type Role = (typeof roleNames)[number];

/** What this process is made to do, read once from the environment at start. */
export type Config = ReturnType<typeof toConfig>;
export type HttpConfig = Config['http'];
export type TransportConfig = Config['transport'];
export type KafkaSettings = Config['kafka'];
export type PubSubSettings = Config['pubsub'];
export type EmbeddedSettings = Config['embedded'];
export type ModelConfig = Config['model'];
export type BatchConfig = Config['batch'];
export type DatasetConfig = Config['dataset'];
export type DatabaseSettings = Config['database'];

const whole = (lowest: number, highest = Number.MAX_SAFE_INTEGER) => {
  const allowed = `a whole number from ${lowest} to ${highest === Number.MAX_SAFE_INTEGER ? 'any' : highest}`;
  return z
    .string()
    .regex(/^\d+$/, allowed)
    .transform(Number)
    .refine((value) => value >= lowest && value <= highest, allowed);
};

const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, { error: `one of ${values.join(', ')}` });

const listOf = <const T extends readonly string[]>(values: T) =>
  z
    .string()
    .transform((text) => [...new Set(text.split(',').map((part) => part.trim()))])
    .pipe(
      z.array(z.enum(values, { error: `a comma-separated list out of ${values.join(', ')}` })).nonempty(),
    );

const flag = z.enum(['true', 'false'], { error: 'true or false' }).transform((value) => value === 'true');

const topic = z.string().regex(/^[A-Za-z][\w.-]{2,200}$/, 'a topic name: 3 to 201 letters, digits, . _ -');

const addresses = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.string().regex(/^\S+:\d{1,5}$/, 'a comma-separated list of host:port')).nonempty());

/** An unescaped / or @ of a password would make its rest the host or the database, which the log names. */
const postgresUrl = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return /^postgres(ql)?:$/.test(url?.protocol ?? '') && !url?.pathname.includes('@');
}, 'postgres://user:password@host:port/database, with / : @ ? # of the password percent-encoded');

/** Every setting: its name in the environment, what it may be, its default. `.env.example` lists the same. */
export const environment = z.object({
  PORT: whole(0, 65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  ALLOWED_HOSTS: z
    .string()
    .transform((text) => text.split(',').map((name) => name.trim().toLowerCase()))
    .optional(),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: postgresUrl.optional(),
  ROLES: listOf(roleNames).default(['api', 'classifier', 'results']),
  BROKERS: listOf(brokerNames).default(['embedded']),
  LOG_LEVEL: oneOf(['error', 'warn', 'log', 'debug', 'verbose']).default('log'),
  MAX_BODY_BYTES: whole(1_000, 1_000_000_000).default(16_000_000),
  MAX_RANGE: whole(1, 1_000_000).default(10_000),
  SHUTDOWN_TIMEOUT_MS: whole(100, 3_600_000).default(30_000),

  TOPIC_IMAGES: topic.default('images'),
  TOPIC_PREDICTIONS: topic.default('predictions'),
  GROUP_ID: z
    .string()
    .regex(/^[A-Za-z][\w.-]{0,80}$/, '1 to 81 letters, digits, . _ -')
    .default('seamline'),
  OFFSET_RESET: oneOf(['earliest', 'latest']).default('earliest'),
  COMMIT: oneOf(['after-work', 'auto']).default('after-work'),
  MAX_IN_FLIGHT: whole(1, 100_000).default(512),
  RETRY_ATTEMPTS: whole(1, 1000).default(5),
  RETRY_ATTEMPTS_IMAGES: whole(1, 1000).optional(),
  RETRY_ATTEMPTS_PREDICTIONS: whole(1, 1000).optional(),
  RETRY_DELAY_MS: whole(1, 3_600_000).default(100),
  RETRY_MAX_DELAY_MS: whole(1, 3_600_000).default(10_000),
  CONNECT_TIMEOUT_MS: whole(100, 60_000).default(4_000),
  PUBLISH_TIMEOUT_MS: whole(100, 60_000).default(4_000),
  MAX_REPLAYS: whole(1, 1000).default(3),

  KAFKA_BROKERS: addresses.default(['127.0.0.1:9092']),
  KAFKA_CLIENT_ID: z.string().default('seamline'),
  KAFKA_SSL: flag.default(false),
  KAFKA_SSL_CA: z.string().optional(),
  KAFKA_SSL_CERT: z.string().optional(),
  KAFKA_SSL_KEY: z.string().optional(),
  KAFKA_SASL_MECHANISM: oneOf(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  KAFKA_PARTITIONS: whole(1, 10_000).default(4),
  KAFKA_REPLICATION_FACTOR: whole(1, 15).default(1),

  PUBSUB_PROJECT_ID: z.string().default('seamline'),
  PUBSUB_EMULATOR_HOST: z
    .string()
    .regex(/^\S+:\d{1,5}$/, 'host:port')
    .optional(),
  GOOGLE_APPLICATION_CREDENTIALS: z.string().optional(),
  PUBSUB_SUBSCRIPTION_IMAGES: topic.optional(),
  PUBSUB_SUBSCRIPTION_PREDICTIONS: topic.optional(),

  EMBEDDED_PARTITIONS: whole(1, 1024).default(4),
  EMBEDDED_RETENTION_HOURS: whole(0, 87_600).default(24),

  MODEL: z
    .string()
    .regex(/^[\w-]+(@\d+)?$/, 'a model name, or name@version')
    .default('fashion-mnist'),
  MODELS_DIR: z.string().default('./models'),
  BACKEND: oneOf(['auto', 'savedmodel', 'layers', 'wasm', 'cpu']).default('auto'),
  WORKERS: whole(1, 64).default(1),
  BATCH_SIZE: whole(1, 4096).default(128),
  BATCH_MAX_WAIT_MS: whole(0, 10_000).default(0),
  MAX_IMAGE_BYTES: whole(1, 100_000_000).default(10_000_000),
  MAX_IMAGE_PIXELS: whole(1, 1_000_000_000).default(50_000_000),

  FASHION_MNIST_DIR: z.string().optional(),
  CACHE_DIR: z.string().default(join(homedir(), '.cache', 'seamline')),
});

/**
 * Reads the environment; empty values count as unset.
 *
 * @throws InvalidError `BAD_CONFIG` that lists every mistake: the setting's name, the value seen, what is allowed.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = environment.safeParse(given);
  const mistakes = result.success
    ? []
    : result.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        const seen = /PASSWORD$|^DATABASE_URL$/.test(name) ? '(hidden)' : JSON.stringify(given[name]);
        return `${name}=${seen}: must be ${issue.message}`;
      });
  mistakes.push(...securityMistakes(given));
  if (!result.success || mistakes.length > 0) {
    throw new InvalidError('BAD_CONFIG', `the configuration has mistakes:\n  ${mistakes.join('\n  ')}`);
  }
  return Object.freeze(toConfig(result.data));
}

/** What a process that this one starts finds in its environment: the same as here, but for these settings. */
export function environmentWith(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...settings };
}

type Environment = z.infer<typeof environment>;

function toConfig(env: Environment) {
  const dataDir = resolve(env.DATA_DIR);
  return {
    http: {
      host: env.HOST,
      port: env.PORT,
      maxBodyBytes: env.MAX_BODY_BYTES,
      maxRange: env.MAX_RANGE,
      /** Names under which this server may be asked for, beside addresses and names without a dot. */
      ownNames: [env.HOST.toLowerCase(), ...(env.ALLOWED_HOSTS ?? [])],
    },
    roles: env.ROLES,
    brokers: env.BROKERS,
    dataDir,
    logLevel: env.LOG_LEVEL,
    shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT_MS,
    database: {
      /** PostgreSQL; undefined for SQLite in `file`. Holds a password: not for logs. */
      url: env.DATABASE_URL,
      file: join(dataDir, 'results.db'),
    },
    /** How often a message may be published again out of its dead letters. */
    maxReplays: env.MAX_REPLAYS,
    transport: transportConfig(env, dataDir),
    kafka: kafkaSettings(env),
    pubsub: pubsubSettings(env),
    embedded: embeddedSettings(env, dataDir),
    model: {
      name: env.MODEL,
      directory: resolve(env.MODELS_DIR),
      backend: env.BACKEND,
      workers: env.WORKERS,
      maxImageBytes: env.MAX_IMAGE_BYTES,
      maxImagePixels: env.MAX_IMAGE_PIXELS,
    },
    batch: { size: env.BATCH_SIZE, maxWaitMs: env.BATCH_MAX_WAIT_MS },
    dataset: { fashionMnistDir: env.FASHION_MNIST_DIR, cacheDir: env.CACHE_DIR },
  };
}

function transportConfig(env: Environment, dataDir: string) {
  return {
    /** The physical topic behind each pattern. */
    topics: { images: env.TOPIC_IMAGES, predictions: env.TOPIC_PREDICTIONS },
    groupId: env.GROUP_ID,
    maxInFlight: env.MAX_IN_FLIGHT,
    /** How failed work is tried again, by pattern. */
    retry: {
      images: retryPolicy(env, env.RETRY_ATTEMPTS_IMAGES),
      predictions: retryPolicy(env, env.RETRY_ATTEMPTS_PREDICTIONS),
    } as Readonly<Record<string, ReturnType<typeof retryPolicy>>>,
    journalDirectory: join(dataDir, 'in-flight'),
    driver: {
      offsetReset: env.OFFSET_RESET,
      commit: env.COMMIT,
      connectTimeoutMs: env.CONNECT_TIMEOUT_MS,
      publishTimeoutMs: env.PUBLISH_TIMEOUT_MS,
    },
  };
}

function retryPolicy(env: Environment, maxAttempts = env.RETRY_ATTEMPTS) {
  return { maxAttempts, initialDelayMs: env.RETRY_DELAY_MS, maxDelayMs: env.RETRY_MAX_DELAY_MS };
}

function kafkaSettings(env: Environment) {
  const {
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
  } = env;
  return {
    brokers: env.KAFKA_BROKERS,
    clientId: env.KAFKA_CLIENT_ID,
    ssl: tlsOf(env.KAFKA_SSL, {
      caFile: env.KAFKA_SSL_CA,
      certFile: env.KAFKA_SSL_CERT,
      keyFile: env.KAFKA_SSL_KEY,
    }),
    sasl: (mechanism && username && password ? { mechanism, username, password } : undefined) as
      KafkaSasl | undefined,
    /** For topics that Seamline creates. */
    partitions: env.KAFKA_PARTITIONS,
    replicationFactor: env.KAFKA_REPLICATION_FACTOR,
  };
}

function pubsubSettings(env: Environment) {
  const { PUBSUB_SUBSCRIPTION_IMAGES: images, PUBSUB_SUBSCRIPTION_PREDICTIONS: predictions } = env;
  return {
    projectId: env.PUBSUB_PROJECT_ID,
    emulatorHost: env.PUBSUB_EMULATOR_HOST,
    credentialsFile: env.GOOGLE_APPLICATION_CREDENTIALS,
    /** Subscriptions that are not called `<group>.<topic>`, by topic. */
    subscriptionNames: {
      ...(images && { [env.TOPIC_IMAGES]: images }),
      ...(predictions && { [env.TOPIC_PREDICTIONS]: predictions }),
    } as Readonly<Record<string, string>>,
  };
}

function embeddedSettings(env: Environment, dataDir: string) {
  return {
    /** The log's file; `:memory:` lives and dies with the process. */
    file: join(dataDir, 'broker.db'),
    /** For topics that are created from now on. */
    partitions: env.EMBEDDED_PARTITIONS,
    /** Messages younger than this are kept even when every group has read them. */
    retentionHours: env.EMBEDDED_RETENTION_HOURS,
  };
}
