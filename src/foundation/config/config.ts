import { join, resolve } from 'node:path';
import { InvalidError } from '../errors/app.error.js';
import type { DriverSettings, SettingsOf } from '../settings/driver-settings.js';
import { topicsOf } from '../settings/topics.js';
import { brokerDrivers, type Environment, environmentOf } from './environment.js';
import { databaseOf } from './database.js';
import { fetchingMistakes, fetchingOf } from './fetching.js';
import { isLoopback } from './loopback.js';
import { shutdownMistakes } from './shutdown.js';
import { exactModelOf, modelMistakes, modelOf, shareOf } from './model-names.js';
import { accessMistakes, accessOf } from './access.js';
import { removedMistakes } from './removed.js';
import { thumbnailsOf } from './thumbnails.js';
import { tracingOf } from './tracing.js';

export { type Role, roleNames } from './environment.js';

/** The configuration of this process, read once from the environment at start. */
export interface Config extends ReturnType<typeof toConfig> {
  /** The settings of each driver, by its name. */
  readonly drivers: Readonly<Record<string, unknown>>;
}
export type HttpConfig = Config['http'];
export type AccessConfig = Config['access'];
export type LogConfig = Config['log'];
export type TracingConfig = NonNullable<Config['tracing']>;
export type ModelConfig = Config['model'];
export type BatchConfig = Config['batch'];
export type PredictionConfig = Config['prediction'];
export type DatasetConfig = Config['dataset'];
export type FetchingConfig = Config['fetching'];
export type DatabaseSettings = Config['database'];

/** The configuration with these drivers' own settings. */
export type ConfigWith<Drivers extends readonly DriverSettings[]> = Config & {
  readonly drivers: SettingsOf<Drivers>;
};

/**
 * Reads the environment; empty values count as unset.
 *
 * @param drivers all drivers that `BROKERS` may name, the default first. Each brings its own settings.
 * @throws InvalidError `BAD_CONFIG` that lists every mistake: the setting's name, the value seen, what is allowed.
 */
export function readConfigWith<const Drivers extends readonly DriverSettings[]>(
  drivers: Drivers,
  env: NodeJS.ProcessEnv = process.env,
): ConfigWith<Drivers> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const database = databaseOf(given);
  if (database.url !== undefined) given['DATABASE_URL'] = database.url;
  const result = environmentOf(drivers).safeParse(given);
  const mistakes = result.success
    ? []
    : result.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        const seen = /(PASSWORD|API_KEY|TOKEN|SECRET|HEADERS|URL)$/.test(name)
          ? '(hidden)'
          : JSON.stringify(given[name]);
        return `${name}=${seen}: must be ${issue.message}`;
      });
  mistakes.push(...drivers.flatMap((driver) => driver.mistakes?.(given) ?? []));
  mistakes.push(...accessMistakes(given), ...fetchingMistakes(given));
  mistakes.push(...database.mistakes, ...removedMistakes(given));
  if (result.success) mistakes.push(...modelMistakes(result.data), ...shutdownMistakes(result.data));
  if (!result.success || mistakes.length > 0) {
    throw new InvalidError('BAD_CONFIG', `the configuration has mistakes:\n  ${mistakes.join('\n  ')}`);
  }
  const config = toConfig(result.data);
  const service = { dataDir: config.dataDir, topics: config.transport.topics };
  const settings = drivers.map((driver) => [driver.name, driver.read(result.data as never, service)]);
  return Object.freeze({ ...config, drivers: Object.fromEntries(settings) as SettingsOf<Drivers> });
}

/**
 * The files and packages that `BROKER_DRIVERS` names.
 *
 * @throws InvalidError `BAD_CONFIG` for an empty name.
 */
export function driverPlaces(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  const text = env['BROKER_DRIVERS'];
  if (text === undefined || text === '') return [];
  const places = brokerDrivers.safeParse(text);
  if (places.success) return places.data;
  throw new InvalidError(
    'BAD_CONFIG',
    `BROKER_DRIVERS=${JSON.stringify(text)}: must be ${places.error.issues[0]?.message}`,
  );
}

/** The environment of a child process: the same as here, except for these settings. */
export function environmentWith(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...settings };
}

/** Threads of Node's pool: 4 unless this variable of libuv, which is read before this program runs, says more. */
export const poolThreads = Math.max(4, Math.trunc(Number(process.env['UV_THREADPOOL_SIZE'])) || 0);

function toConfig(env: Environment) {
  const dataDir = resolve(env.DATA_DIR);
  return {
    http: httpConfig(env),
    access: accessOf(env),
    roles: env.ROLES,
    brokers: env.BROKERS,
    dataDir,
    log: { level: env.LOG_LEVEL, format: env.LOG_FORMAT },
    tracing: tracingOf(env),
    shutdown: { timeoutMs: env.SHUTDOWN_TIMEOUT_MS, delayMs: env.SHUTDOWN_DELAY_MS },
    database: {
      /** PostgreSQL; undefined for SQLite in `file`. Holds a password: not for logs. */
      url: env.DATABASE_URL,
      /** Of PostgreSQL; undefined: the first of the connection's search path. */
      schema: env.DATABASE_SCHEMA,
      file: join(dataDir, 'results.db'),
    },
    /** Days that outcomes, requests, dead letters and pictures are kept; 0: for ever. */
    retentionDays: env.RETENTION_DAYS,
    /** The most replays of a message. */
    maxReplays: env.MAX_REPLAYS,
    transport: transportConfig(env, dataDir),
    model: modelConfig(env),
    batch: {
      size: env.BATCH_SIZE,
      /** Milliseconds that a batch may compute. */
      targetMs: env.BATCH_TARGET_MS,
      maxBytes: env.BATCH_MAX_BYTES,
      maxWaitMs: env.BATCH_MAX_WAIT_MS,
    },
    prediction: {
      topK: env.TOP_K,
      probabilities: env.PROBABILITIES,
      unsureBelow: env.UNSURE_BELOW,
    },
    thumbnails: thumbnailsOf(env),
    fetching: fetchingOf(env),
    dataset: { fashionMnistDir: env.FASHION_MNIST_DIR, cacheDir: env.CACHE_DIR },
  };
}

function httpConfig(env: Environment) {
  return {
    host: env.HOST,
    port: env.PORT,
    /** The Open Inference Protocol over gRPC; undefined: off. */
    grpcPort: env.GRPC_PORT,
    maxBodyBytes: env.MAX_BODY_BYTES,
    /** Most images of one push; undefined: the whole data set. */
    maxRange: env.MAX_RANGE,
    /** Images may be published by GET, so by a link. */
    getPush: env.GET_PUSH,
    /** Host names that requests may use for this server, beside addresses and names without a dot. */
    ownNames: [env.HOST.toLowerCase(), ...(env.ALLOWED_HOSTS ?? [])],
    /** Other sites whose pages may call from a browser. */
    corsOrigins: env.CORS_ORIGINS ?? [],
    /** Requests a minute from one address; 0: unlimited. */
    rateLimit: env.RATE_LIMIT ?? (isLoopback(env.HOST) ? 0 : 6_000),
    /** Proxies whose X-Forwarded-For is trusted. */
    trustedProxies: env.TRUST_PROXY ?? [],
  };
}

/** So many pictures of the largest size may be in a request, unless `MAX_REQUEST_PIXELS` says otherwise. */
const largestPicturesOfRequest = 4;

function modelConfig(env: Environment) {
  return {
    /** The models to load; the first answers events that name none. A version here pins its model. */
    served: servedModels(env),
    canary: env.CANARY === undefined ? undefined : shareOf(env.CANARY),
    shadow: env.SHADOW === undefined ? undefined : exactModelOf(env.SHADOW),
    directory: resolve(env.MODELS_DIR),
    backend: env.BACKEND,
    workers: env.WORKERS,
    maxImageBytes: env.MAX_IMAGE_BYTES,
    maxImagePixels: env.MAX_IMAGE_PIXELS,
    /** Of all pictures of an upload or an inference request. */
    maxRequestPixels: env.MAX_REQUEST_PIXELS ?? largestPicturesOfRequest * env.MAX_IMAGE_PIXELS,
  };
}

function servedModels({ MODELS: [first, ...others] }: Environment) {
  return [modelOf(first), ...others.map(modelOf)] as const;
}

function transportConfig(env: Environment, dataDir: string) {
  return {
    /** The physical topic of each pattern. */
    topics: topicsOf(env),
    /** Carries the decisions about models to processes without the database; undefined: no topic does. */
    decisionsTopic: env.TOPIC_DECISIONS,
    /** Topics that `reply-to` may name for an answer: names, and prefixes that end in `*`. */
    replyTopics: env.REPLY_TOPICS,
    groupId: env.GROUP_ID,
    /** A message that is no event is named by its key, not by its place. */
    keysAreUnique: env.KEYS_ARE_UNIQUE,
    /** Groups whose predictions and dead letters are stored; `*`: all. */
    outcomesOf: [env.GROUP_ID, ...(env.OUTCOMES_OF ?? [])],
    maxInFlight: env.MAX_IN_FLIGHT,
    /** A consumer without progress for this many milliseconds, with messages in work, is not ready. */
    stalledAfterMs: env.STALLED_AFTER_MS,
    /** The retry policy of each pattern. */
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
      maxMessageBytes: messageBytes(env.MAX_IMAGE_BYTES),
      stalledAfterMs: env.STALLED_AFTER_MS,
    },
  };
}

/** In bytes. For the headers, and the members of an event in JSON. */
const aroundImage = 65_536;

/** The size of an event with an image of so many bytes: in JSON, base64 makes four of three. */
const messageBytes = (imageBytes: number) => Math.ceil((imageBytes * 4) / 3) + aroundImage;

function retryPolicy(env: Environment, maxAttempts = env.RETRY_ATTEMPTS) {
  return { maxAttempts, initialDelayMs: env.RETRY_DELAY_MS, maxDelayMs: env.RETRY_MAX_DELAY_MS };
}
