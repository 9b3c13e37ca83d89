import { setTimeout as pause } from 'node:timers/promises';
import type { Ledger } from '../../outcomes/ledger/ledger.js';
import { isSettled, onTheWay } from '../../outcomes/ledger/verdict.js';
import { compare } from './compare.js';
import type { ServiceClient } from './service.client.js';
import type { TopicReader } from './topic-reader.js';

const pollMs = 250;
const readTimeoutMs = 600_000;

export interface VerifyOptions {
  /** One request; without it, all images in the database. */
  readonly requestId?: string | undefined;
  /** Milliseconds that images in flight may take to arrive. Default: 0. */
  readonly waitMs?: number | undefined;
  /** Also reads the topics of these brokers, and compares them with the stored outcomes. */
  readonly topics?: readonly TopicReader[] | undefined;
}

export interface Verification {
  /** True only if the ledger's verdict is final, and no image is missing or doubled. */
  readonly ok: boolean;
  readonly ledger: Ledger;
  /** Ids without an outcome: at most 20 of the ledger's, and all on the topics. */
  readonly missing: readonly string[];
  readonly doubled: readonly string[];
  /** Messages read from the topics; absent when they were not read. */
  readonly messages?: number | undefined;
  /**
   * Batches on the topics that could not be decoded. Each is a dead letter; images in it that other programs published
   * have no name, and so no outcome of their own.
   */
  readonly undecodable?: number | undefined;
  /** Messages that the service has not read; absent without `--topics`, and where no broker has such a number. */
  readonly lag?: number | undefined;
}

/** Checks the service's promise: every accepted image has exactly one outcome. */
export async function verify(service: ServiceClient, options: VerifyOptions = {}): Promise<Verification> {
  const deadline = performance.now() + (options.waitMs ?? 0);
  const isLast = () => performance.now() + pollMs > deadline;
  for (;;) {
    const ledger = await ledgerOf(service, options.requestId);
    if (onTheWay(ledger) === 0 || isLast()) {
      const verification = await holdTo(ledger, service, options.topics ?? []);
      if (verification.ok || isLast()) return verification;
    }
    await pause(pollMs);
  }
}

function ledgerOf(service: ServiceClient, requestId: string | undefined): Promise<Ledger> {
  return requestId === undefined ? service.ledger() : service.request(requestId);
}

async function holdTo(
  ledger: Ledger,
  service: ServiceClient,
  topics: readonly TopicReader[],
): Promise<Verification> {
  const undecided = ledger.inFlight > 0 ? ledger.missing : [];
  const parts = topics.length > 0 ? topics.map((reader) => holdAgainst(reader, service)) : [stored(service)];
  const found = await Promise.all(parts);
  const missing = [...new Set([...undecided, ...found.flatMap((part) => part.missing)])];
  const doubled = [...new Set(found.flatMap((part) => part.doubled))];
  const lag = total(found.map((part) => part.lag));
  const messages = total(found.map((part) => part.messages));
  const undecodable = total(found.map((part) => part.undecodable));
  const ok = isSettled(ledger.verdict) && missing.length + doubled.length + (lag ?? 0) === 0;
  return { ok, ledger, missing, doubled, lag, messages, undecodable };
}

interface Found {
  readonly missing: readonly string[];
  readonly doubled: readonly string[];
  readonly lag?: number | undefined;
  readonly messages?: number;
  readonly undecodable?: number;
}

function stored(service: ServiceClient): Promise<Found> {
  return compare(undefined, service.outcomes());
}

/** The topics are read before the database: outcomes stored in between are no contradiction. */
async function holdAgainst(reader: TopicReader, service: ServiceClient): Promise<Found> {
  const lag = await reader.serviceLag();
  const contents = await reader.read(readTimeoutMs);
  const { missing, doubled } = await compare(contents, service.outcomes());
  const { messages, undecodable } = contents;
  return { missing, doubled, lag, messages, undecodable: undecodable.size };
}

function total(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((number) => number !== undefined);
  return known.length > 0 ? known.reduce((sum, number) => sum + number, 0) : undefined;
}
