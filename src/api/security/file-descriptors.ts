import type { ConnectionLimits } from './connection-limits.js';

let descriptors: number | undefined;

/** Open files and connections that the process may have; unlimited: Infinity. Asking takes some milliseconds. */
const mostDescriptors = (): number => (descriptors ??= readDescriptors());

function readDescriptors(): number {
  const report = process.report as typeof process.report & { excludeNetwork: boolean };
  const before = report.excludeNetwork;
  // The report would look up the name of every connection's address.
  report.excludeNetwork = true;
  const { userLimits } = report.getReport() as unknown as {
    readonly userLimits?: { readonly open_files?: { readonly soft: number | 'unlimited' } };
  };
  report.excludeNetwork = before;
  return Number(userLimits?.open_files?.soft) || Infinity;
}

/**
 * The connections of each server, by the descriptors that the process may have. Both together take at most 80 % of
 * them, because files need the rest; one address takes at most half of a server's.
 */
export function connectionLimits(ofProcess = mostDescriptors()): Record<'http' | 'grpc', ConnectionLimits> {
  const limits = (part: number, most: number, mostOfAddress: number) => {
    const inAll = Math.min(most, Math.floor(part * ofProcess));
    return { inAll, ofAddress: Math.min(mostOfAddress, Math.floor(inAll / 2)) };
  };
  return { http: limits(0.7, 10_000, 1_000), grpc: limits(0.1, 1_000, 200) };
}
