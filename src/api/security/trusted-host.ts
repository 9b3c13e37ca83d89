import { isIP } from 'node:net';

/**
 * Whether a `Host` header proves that the sender meant this server. A page of a foreign site can point its own name
 * at 127.0.0.1 (DNS rebinding) and then calls us under that name. It cannot do so under an address, under
 * `localhost`, or under a name without a dot, which public DNS does not resolve.
 *
 * @param ownNames names that are always trusted, in lower case.
 */
export function isTrustedHost(header: string | undefined, ownNames: readonly string[]): boolean {
  const name = hostName(header);
  if (name === undefined) return false;
  const isAddress = isIP(name.replace(/^\[|\]$/g, '')) !== 0;
  return isAddress || !name.includes('.') || name.endsWith('.localhost') || ownNames.includes(name);
}

/** Without port and letter case; undefined for an invalid host. */
function hostName(header: string | undefined): string | undefined {
  const url = `http://${header}`;
  if (!header || /[/?#@\\\s]/.test(header) || !URL.canParse(url)) return undefined;
  return new URL(url).hostname.replace(/\.$/, '');
}
