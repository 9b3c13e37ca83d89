/** Whether a host, a name or an address with or without brackets, is this machine and nobody else reaches it. */
export function isLoopback(host: string): boolean {
  return /^(localhost|\[?::1\]?|127\.\d+\.\d+\.\d+)$/i.test(host);
}
