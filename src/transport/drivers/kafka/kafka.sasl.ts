import { accessSync, constants } from 'node:fs';
import { z } from 'zod';
import { oneOf } from '../../../foundation/settings/kinds.js';
import type { TokenEndpoint } from './kafka.token.js';

export type KafkaSasl =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
      readonly username: string;
      readonly password: string;
    }
  | {
      readonly mechanism: 'oauthbearer';
      /** Called for a token at every login. Only programs can give it: there is no setting for it. */
      readonly oauthBearerProvider: () => Promise<{ readonly value: string }>;
    }
  | ({ readonly mechanism: 'oauthbearer' } & TokenEndpoint)
  | {
      readonly mechanism: 'oauthbearer';
      /** Another program renews the token in it. */
      readonly tokenFile: string;
    };

/** On a network, an unencrypted secret can be intercepted; on this machine it cannot. */
const endpointUrl = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url?.hostname ?? '');
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal);
}, 'an https:// URL; http:// only on this machine');

export const saslEnvironment = {
  KAFKA_SASL_MECHANISM: oneOf(['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer']).optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL: endpointUrl.optional(),
  KAFKA_SASL_OAUTHBEARER_CLIENT_ID: z.string().optional(),
  KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET: z.string().optional(),
  KAFKA_SASL_OAUTHBEARER_SCOPE: z.string().optional(),
  KAFKA_SASL_OAUTHBEARER_TOKEN_FILE: z.string().optional(),
};
type Environment = z.infer<z.ZodObject<typeof saslEnvironment>>;
type Given = Readonly<Record<string, string | undefined>>;

const loginNames = ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'];
const prefix = 'KAFKA_SASL_OAUTHBEARER_';
const fileName = `${prefix}TOKEN_FILE`;
const endpointNames = ['TOKEN_ENDPOINT_URL', 'CLIENT_ID', 'CLIENT_SECRET'].map((name) => prefix + name);

export function saslOf(env: Environment): KafkaSasl | undefined {
  const { KAFKA_SASL_MECHANISM: mechanism } = env;
  const { KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = env;
  if (mechanism !== 'oauthbearer') {
    return mechanism && username && password ? { mechanism, username, password } : undefined;
  }
  const { KAFKA_SASL_OAUTHBEARER_TOKEN_FILE: tokenFile } = env;
  if (tokenFile) return { mechanism, tokenFile };
  return {
    mechanism,
    tokenEndpointUrl: env.KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL ?? '',
    clientId: env.KAFKA_SASL_OAUTHBEARER_CLIENT_ID ?? '',
    clientSecret: env.KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET ?? '',
    scope: env.KAFKA_SASL_OAUTHBEARER_SCOPE,
  };
}

/** Mistakes in the settings of the login, taken together. */
export function saslMistakes(given: Given): string[] {
  if (given['KAFKA_SASL_MECHANISM'] !== 'oauthbearer') {
    const alien = Object.keys(given).filter((name) => name.startsWith(prefix));
    return [
      ...incomplete(given, loginNames, 'KAFKA_SASL_MECHANISM, _USERNAME and _PASSWORD go together'),
      ...alien.map((name) => `${name}: must be unset without KAFKA_SASL_MECHANISM=oauthbearer`),
    ];
  }
  const ways = [fileName, ...endpointNames].filter((name) => given[name]);
  const isBoth = given[fileName] !== undefined && ways.length > 1;
  if (isBoth)
    return [`${fileName}: must be unset with ${prefix}TOKEN_ENDPOINT_URL; one of both gives the token`];
  if (ways.length === 0) return [`${endpointNames.join(', ')} or ${fileName}: missing for oauthbearer`];
  return [
    ...(given[fileName] ? [] : incomplete(given, endpointNames, 'the token endpoint needs all three')),
    ...unreadable(fileName, given[fileName]),
  ];
}

export function secretsOfSasl(sasl: KafkaSasl | undefined): string[] {
  if (sasl && 'password' in sasl) return [sasl.password];
  return sasl && 'clientSecret' in sasl ? [sasl.clientSecret] : [];
}

/** Some of the settings are set, but not all. */
export function incomplete(given: Given, names: readonly string[], rule: string): string[] {
  const missing = names.filter((name) => !given[name]);
  const isPart = missing.length > 0 && missing.length < names.length;
  return isPart ? [`${missing.join(', ')}: missing; ${rule}`] : [];
}

export function unreadable(name: string, file: string | undefined): string[] {
  if (!file) return [];
  try {
    accessSync(file, constants.R_OK);
    return [];
  } catch {
    return [`${name}=${JSON.stringify(file)}: must be a file that can be read`];
  }
}
