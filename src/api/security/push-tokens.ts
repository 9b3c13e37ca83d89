import { decodeJwt } from 'jose';
import type { Caller } from '../../foundation/answers/callers.js';
import type { AccessConfig } from '../../foundation/config/config.js';
import { quoted } from '../../foundation/errors/quoted.js';
import { unauthenticated } from './caller.js';
import { Tokens } from './tokens.js';

type Settings = Pick<AccessConfig, 'pushTokens' | 'tokens'>;

/** For people: what a push subscription needs here. */
export const pushTokenHelp =
  'a push of Pub/Sub needs an OIDC token of a service account: set PUSH_TOKEN_AUDIENCE and PUSH_TOKEN_ACCOUNTS';

/** Checks the tokens of push subscriptions: Google's signature, the audience, and the service account. */
export class PushTokens {
  private readonly tokens: Tokens | undefined;

  constructor(private readonly settings: Settings) {
    const { issuer, audience, accounts } = settings.pushTokens;
    this.tokens =
      audience === undefined
        ? undefined
        : new Tokens(
            { issuer, audience, setting: 'PUSH_TOKEN_ISSUER' },
            ({ email, email_verified: isVerified }) => {
              if (typeof email === 'string' && isVerified === true && accounts.includes(email)) {
                return { name: email, roles: ['push'] };
              }
              throw unauthenticated(`the token is of ${quoted(String(email))}: not in PUSH_TOKEN_ACCOUNTS`);
            },
          );
  }

  /**
   * Whether the text is a token that names the issuer of push tokens; nothing else is checked yet. Where JWT_ISSUER is
   * the same, the token's audience decides.
   */
  made(secret: string): boolean {
    try {
      const { iss, aud } = decodeJwt(secret);
      const { tokens, pushTokens } = this.settings;
      const isShared = tokens?.issuer === pushTokens.issuer;
      return iss === pushTokens.issuer && (!isShared || [aud].flat().includes(pushTokens.audience));
    } catch {
      return false;
    }
  }

  /**
   * The service account, with the role `push`.
   *
   * @throws InvalidError `UNAUTHENTICATED`; UnavailableError `ISSUER_UNAVAILABLE`
   */
  async callerOf(token: string): Promise<Caller> {
    if (!this.tokens) throw unauthenticated(pushTokenHelp);
    return this.tokens.callerOf(token);
  }
}
