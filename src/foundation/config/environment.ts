import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { isLoopback } from './loopback.js';
import { flag, list, listOf, oneOf, topic, whole } from '../settings/kinds.js';
import { topicEnvironment } from '../settings/topics.js';
import { defaultReplyTopics, replyTopicPattern } from '../settings/reply-topics.js';
import { type DriverSettings, usualDriverOptions } from '../settings/driver-settings.js';
import { exactModel, modelList, modelShare } from './model-names.js';
import { postgresUrlMistake } from './postgres-url.js';

export const roleNames = ['api', 'classifier', 'results', 'inference'] as const;
export type Role = (typeof roleNames)[number];

/** In the form of browsers' header `Origin`. */
const isOrigin = (text: string) =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

const isNetwork = (text: string) => {
  const [address = '', bits = '0', ...more] = text.split('/');
  const widest = isIP(address) === 4 ? 32 : 128;
  return isIP(address) !== 0 && more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= widest;
};

/** On a network, unencrypted tokens and keys can be intercepted; on this machine they cannot. */
const issuerUrl = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  return isSafe && url.search === '' && url.hash === '';
}, 'an https:// URL without query, as the tokens name it in iss; http:// only on this machine');

const postgresUrl = z.string().superRefine((text, context) => {
  const mistake = postgresUrlMistake(text);
  if (mistake !== undefined) context.addIssue({ code: 'custom', message: mistake });
});

const webUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'an http:// or https:// URL',
  );

const otlpProtocol = oneOf(['http/protobuf', 'http/json']);

const bucketPattern = /^(gs|s3):\/\/[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/;
const bucket = z.string().regex(bucketPattern, 'a bucket such as gs://shots or s3://shots');

/** Every setting except those of the drivers: its name in the environment, its valid values, its default. */
const ownSettings = z.object({
  PORT: whole(0, 65_535).default(3000),
  GRPC_PORT: whole(0, 65_535).optional(),
  HOST: z.string().default('127.0.0.1'),
  ALLOWED_HOSTS: z
    .string()
    .transform((text) => text.split(',').map((name) => name.trim().toLowerCase()))
    .optional(),

  AUTH: oneOf(['on', 'off']).optional(),
  API_KEYS_FILE: z.string().optional(),
  JWT_ISSUER: issuerUrl.optional(),
  JWT_AUDIENCE: z.string().optional(),
  JWT_ROLES_CLAIM: z.string().default('roles'),
  PUSH_TOKEN_AUDIENCE: z.string().optional(),
  PUSH_TOKEN_ACCOUNTS: list('e-mail addresses of service accounts, separated by commas', (text) =>
    /^[^\s@]+@[^\s@]+$/.test(text),
  ).optional(),
  PUSH_TOKEN_ISSUER: issuerUrl.default('https://accounts.google.com'),
  CORS_ORIGINS: list('origins such as https://app.example.org, separated by commas', isOrigin).optional(),
  RATE_LIMIT: whole(0, 1_000_000_000).optional(),
  TRUST_PROXY: list('addresses or networks such as 10.0.0.0/8, separated by commas', isNetwork).optional(),
  SEAMLINE_API_KEY: z.string().optional(),

  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_PASSWORD_FILE: z.string().optional(),
  DATABASE_SCHEMA: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,62}$/, '1 to 63 lower-case letters, digits and _, the first no digit')
    .optional(),
  RETENTION_DAYS: whole(0, 36_500).default(0),
  ROLES: listOf(roleNames).default(['api', 'classifier', 'results', 'inference']),
  LOG_LEVEL: oneOf(['error', 'warn', 'log', 'debug', 'verbose']).default('log'),
  LOG_FORMAT: oneOf(['auto', 'json', 'pretty']).default('auto'),
  MAX_BODY_BYTES: whole(1_000, 1_000_000_000).default(16_000_000),
  MAX_RANGE: whole(1, 1_000_000).optional(),
  GET_PUSH: flag.default(true),
  SHUTDOWN_TIMEOUT_MS: whole(100, 3_600_000).default(30_000),
  SHUTDOWN_DELAY_MS: whole(0, 600_000).default(0),
  STALLED_AFTER_MS: whole(1_000, 3_600_000).default(usualDriverOptions.stalledAfterMs),

  OTEL_SDK_DISABLED: flag.default(false),
  OTEL_TRACES_EXPORTER: oneOf(['otlp', 'none']).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: webUrl.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: webUrl.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: otlpProtocol.default('http/protobuf'),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: otlpProtocol.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z.string().optional(),
  OTEL_SERVICE_NAME: z.string().optional(),
  OTEL_SPAN_LINK_COUNT_LIMIT: whole(1, 1_000_000).default(4_096),

  ...topicEnvironment,
  TOPIC_DECISIONS: topic.optional(),
  REPLY_TOPICS: list('topics or beginnings of topics such as answers-*, separated by commas', (text) =>
    replyTopicPattern.test(text),
  ).default([...defaultReplyTopics]),
  GROUP_ID: z
    .string()
    .regex(/^[A-Za-z][\w.-]{0,80}$/, '1 to 81 letters, digits, . _ -')
    .default('seamline'),
  KEYS_ARE_UNIQUE: flag.default(false),
  OUTCOMES_OF: list('groups such as seamline, separated by commas, or *', (text) =>
    /^([A-Za-z][\w.-]{0,80}|\*)$/.test(text),
  ).optional(),
  OFFSET_RESET: oneOf(['earliest', 'latest']).default(usualDriverOptions.offsetReset),
  COMMIT: oneOf(['after-work', 'auto']).default(usualDriverOptions.commit),
  MAX_IN_FLIGHT: whole(1, 100_000).default(512),
  RETRY_ATTEMPTS: whole(1, 1000).default(5),
  RETRY_ATTEMPTS_IMAGES: whole(1, 1000).optional(),
  RETRY_ATTEMPTS_PREDICTIONS: whole(1, 1000).optional(),
  RETRY_DELAY_MS: whole(1, 3_600_000).default(100),
  RETRY_MAX_DELAY_MS: whole(1, 3_600_000).default(10_000),
  CONNECT_TIMEOUT_MS: whole(100, 60_000).default(usualDriverOptions.connectTimeoutMs),
  PUBLISH_TIMEOUT_MS: whole(100, 60_000).default(usualDriverOptions.publishTimeoutMs),
  MAX_REPLAYS: whole(1, 1000).default(3),

  MODELS: modelList.default(['fashion-mnist']),
  CANARY: modelShare.optional(),
  SHADOW: exactModel.optional(),
  MODELS_DIR: z.string().default('./models'),
  BACKEND: oneOf(['auto', 'onnx', 'savedmodel', 'layers', 'wasm', 'cpu']).default('auto'),
  WORKERS: whole(1, 64).optional(),
  BATCH_SIZE: whole(1, 4096).default(128),
  BATCH_TARGET_MS: whole(1, 60_000).default(250),
  BATCH_MAX_BYTES: whole(1, 1_000_000_000).default(64_000_000),
  BATCH_MAX_WAIT_MS: whole(0, 10_000).default(0),
  TOP_K: whole(1, 100).default(3),
  PROBABILITIES: flag.default(false),
  UNSURE_BELOW: z
    .string()
    .regex(/^(0(\.\d+)?|1(\.0+)?)$/, 'a number from 0 to 1')
    .transform(Number)
    .default(0),
  THUMBNAILS: oneOf(['auto', 'on', 'off']).default('auto'),
  THUMBNAILS_PER_SECOND: whole(1, 1_000).default(50),
  THUMBNAILS_MAX_BYTES: whole(100_000, Number.MAX_SAFE_INTEGER).default(1_000_000_000),
  MAX_IMAGE_BYTES: whole(1, 100_000_000).default(10_000_000),
  MAX_IMAGE_PIXELS: whole(1, 1_000_000_000).default(50_000_000),
  MAX_REQUEST_PIXELS: whole(1, 1_000_000_000_000).optional(),

  FETCH_HOSTS: list(
    'host names such as images.example.org, *.example.org or host:8443, separated by commas',
    (text) => /^(\*\.)?([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(:\d{1,5})?$/.test(text),
  ).optional(),
  FETCH_PRIVATE: list('addresses or networks such as 10.1.0.0/16, separated by commas', isNetwork).optional(),
  FETCH_CA: z.string().optional(),
  FETCH_BUCKETS: list('buckets such as gs://shots or s3://shots, separated by commas', (text) =>
    bucketPattern.test(text),
  ).optional(),
  FETCH_FILES: z.string().optional(),
  CLAIM_CHECK_BUCKET: bucket.optional(),
  CLAIM_CHECK_BYTES: whole(0, 100_000_000).default(500_000),
  FETCH_AT_ONCE: whole(1, 1_000).default(16),
  FETCH_TIMEOUT_MS: whole(100, 600_000).default(30_000),
  AWS_ENDPOINT_URL_S3: webUrl.optional(),
  AWS_REGION: z.string().optional(),
  STORAGE_EMULATOR_HOST: webUrl.optional(),

  FASHION_MNIST_DIR: z.string().optional(),
  CACHE_DIR: z.string().default(join(homedir(), '.cache', 'seamline')),
});

/** Read before all others: drivers bring settings of their own. */
export const brokerDrivers = list('files or packages, separated by commas', (place) =>
  /^[^\p{Cc}]+$/u.test(place),
);

export type Environment = z.infer<typeof ownSettings> & {
  readonly BROKERS: readonly string[];
};

/** All settings, with those of the drivers. `.env.example` lists the same. The first driver is the default broker. */
export function environmentOf(drivers: readonly DriverSettings[]) {
  const names = drivers.map(({ name }) => name);
  const ofDrivers = Object.assign({}, ...drivers.map(({ environment }) => environment)) as z.ZodRawShape;
  return ownSettings.extend({
    BROKERS: listOf(names).default([names[0] ?? '']),
    BROKER_DRIVERS: brokerDrivers.optional(),
    ...ofDrivers,
  });
}
