import type { Command } from 'commander';
import { readConfig } from '../../configuration.js';
import { ServiceClient } from '../verification/service.client.js';
import { apiKeyOption, urlOption } from './options.js';
import { ownUrl } from './own-url.js';

/** The URL of a running service, and the credentials for it. */
export interface ServiceFlags {
  readonly url?: string | undefined;
  readonly apiKey?: string | undefined;
}

/** Adds the options of a command that calls a running service. */
export function withServiceOptions(command: Command): Command {
  return command
    .option(
      '--url <url>',
      'address of the running service (default: HOST and PORT of the environment)',
      urlOption,
    )
    .option(
      '--api-key <key>',
      'key or token, where the service asks for one (default: SEAMLINE_API_KEY, which, unlike this option, other ' +
        'users of this machine cannot read)',
      apiKeyOption,
    );
}

/** The service's URL and key: from the flags, else from the environment. */
export function serviceOf({ url, apiKey }: ServiceFlags): { readonly url: string; readonly apiKey?: string } {
  const { http, access } = readConfig();
  const key = apiKey ?? access.ownKey;
  return { url: url ?? ownUrl(http), ...(key && { apiKey: key }) };
}

export function openService(flags: ServiceFlags): ServiceClient {
  const { url, apiKey } = serviceOf(flags);
  return new ServiceClient(url, undefined, apiKey);
}
