/** Whether a host is this machine and unreachable from others: a name, or an address with or without brackets. */
export function isLoopback(host: string): boolean {
  return /^(localhost|\[?::1\]?|127\.\d+\.\d+\.\d+)$/i.test(host);
}
