import { type Finding, ok, wrong } from './finding.js';

/** The lowest minor of each major in `engines` of package.json; later majors are allowed, 21 is not. */
const lowestMinor: Readonly<Record<number, number>> = { 20: 19, 22: 12 };
const newest = 22;

/** @param version such as `22.12.0`. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const lowest = lowestMinor[major];
  const supported = major > newest || (lowest !== undefined && minor >= lowest);
  if (supported) return ok('node', `Node ${version}`);
  return wrong('node', `Node ${version} is not supported`, 'install Node 20.19, 22.12 or later');
}
