import kafkajs, { type AuthenticationProviderArgs, type Mechanism } from 'kafkajs';
import { errorText } from '../../../foundation/errors/app.error.js';

type Token = () => Promise<{ readonly value: string }>;

/**
 * OAUTHBEARER (RFC 7628) for kafkajs, whose own code takes a refused token for an accepted one. The broker answers
 * with a challenge instead of nothing, and then both wait for each other.
 */
export function oauthBearer(token: Token): Mechanism {
  return {
    mechanism: 'oauthbearer',
    authenticationProvider: ({ saslAuthenticate }) => ({
      authenticate: () => login(token, saslAuthenticate),
    }),
  };
}

async function login(
  token: Token,
  saslAuthenticate: AuthenticationProviderArgs['saslAuthenticate'],
): Promise<void> {
  const { value } = await token();
  const text = Buffer.from(`n,,\u{1}auth=Bearer ${value}\u{1}\u{1}`);
  const request = { encode: () => withLength(text) };
  // The answer, too, begins with its length.
  const response = {
    decode: (raw: Buffer) => raw.subarray(4),
    parse: (challenge: Buffer) => challenge.toString(),
  };
  const challenge = await saslAuthenticate({ request, response }).catch((error: unknown) => {
    throw refused(errorText(error));
  });
  if (challenge) throw refused(challenge);
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

// Node finds this class through the default export alone; its types omit the message.
const AuthenticationError = kafkajs.KafkaJSSASLAuthenticationError as new (message: string) => Error;

const refused = (reason: string) =>
  new AuthenticationError(`SASL OAUTHBEARER authentication failed: ${reason}`);
