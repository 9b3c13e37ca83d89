import { type Caller, rememberCaller } from '../../foundation/answers/callers.js';
import type { Config } from '../../foundation/config/config.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { Authenticator } from './authenticator.js';
import type { RequestBudget, CountRequest } from './rate-limit.js';
import { WrongSecrets } from './wrong-secrets.js';

type Headers = Readonly<Record<string, unknown>>;

/**
 * What every call passes, over HTTP and gRPC, before its body is read: it is counted, and its caller is recognised.
 * `AccessGuard` checks the caller's role afterwards.
 */
export class FrontDoor {
  private readonly authenticator: Authenticator;
  private readonly wrongSecrets = new WrongSecrets();

  /** @param countRequest absent without `RATE_LIMIT`. */
  constructor(
    config: Pick<Config, 'access'>,
    private readonly countRequest?: CountRequest,
  ) {
    this.authenticator = new Authenticator(config);
  }

  /** Undefined without `RATE_LIMIT`. `refuseSpent` refuses a call by it. */
  async count(address: string): Promise<RequestBudget | undefined> {
    return this.countRequest?.(address);
  }

  /**
   * Recognises the caller and remembers it for the call. Undefined where authentication is off.
   *
   * @param call the HTTP request, or the metadata of gRPC.
   * @param takesPushTokens whether its route takes the tokens of push subscriptions.
   * @throws InvalidError `UNAUTHENTICATED`; UnavailableError `ISSUER_UNAVAILABLE`
   */
  async recognise(
    call: object,
    headers: Headers,
    address: string,
    takesPushTokens = false,
  ): Promise<Caller | undefined> {
    if (!this.authenticator.isNeeded(headers, takesPushTokens)) return undefined;
    try {
      const caller = await this.authenticator.callerOf(headers, takesPushTokens);
      rememberCaller(call, caller);
      return caller;
    } catch (error) {
      const isWrong = error instanceof InvalidError && ('authorization' in headers || 'x-api-key' in headers);
      if (isWrong) this.wrongSecrets.add(address);
      throw error;
    }
  }
}

/** @throws InvalidError `TOO_MANY_REQUESTS` */
export function refuseSpent({ isSpent, allowed, untilS }: RequestBudget): void {
  if (!isSpent) return;
  const text = `more than RATE_LIMIT=${allowed} requests a minute; again in ${untilS} seconds`;
  throw new InvalidError('TOO_MANY_REQUESTS', text);
}
