import { Command } from 'commander';
import { readConfig } from '../../configuration.js';
import { openTopics } from '../verification/open-topics.js';
import { type ResolvedImages, resolveUnknown } from '../verification/resolve-unknown.js';
import type { TopicReader } from '../verification/topic-reader.js';
import { verify, type Verification } from '../verification/verify.js';
import {
  countText,
  ledgerSentence,
  nameIds,
  stillUnknownFix,
  unknownFix,
} from '../verification/ledger.format.js';
import { wholeOption } from './options.js';
import { openService, type ServiceFlags, withServiceOptions } from './service-options.js';
import { exitCodes, print, printJson } from './terminal.js';

interface Flags extends ServiceFlags {
  readonly request?: string;
  readonly wait: number;
  readonly topics?: true;
  readonly resolve?: true;
  readonly json?: true;
}

const help = `
With --topics the service's brokers are read with the settings of the environment (topics, group, addresses, DATA_DIR),
by a group that is deleted afterwards. Pub/Sub shows a new subscription nothing of what came before it, so there only
what comes during --wait can be compared.

Images are unknown when nobody publishes them any more and no broker has confirmed them. With --topics --resolve those
that are on the topic are accepted. Those that are not there are forgotten, where all since they were made could be
read. Without --resolve nothing is changed.

Exit codes: 0 nothing is missing, doubled or unknown; 1 something is, and its ids are named; 2 it could not be found out.`;

export function verifyCommand(): Command {
  return withServiceOptions(new Command('verify'))
    .description('check that every accepted image has exactly one outcome, and name those that have not')
    .option('--request <id>', 'only this request (default: everything that the service knows)')
    .option('--wait <seconds>', 'wait so long for images in flight', wholeOption(0, 86_400), 0)
    .option('--topics', 'also read the topics, and compare their events with what is stored')
    .option('--resolve', 'with --topics: accept or forget unknown images by what is on the topics')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', help)
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  if (flags.resolve && !flags.topics) throw new Error('--resolve looks at the topics: add --topics');
  const service = openService(flags);
  const topics = flags.topics ? await openTopics(service, readConfig()) : [];
  try {
    const resolved = flags.resolve && (await resolveUnknown(service, topics, flags.request));
    if (resolved && !flags.json) showResolved(resolved);
    const result = await verify(service, { requestId: flags.request, waitMs: flags.wait * 1_000, topics });
    if (flags.json) printJson({ ...result, ...(resolved && { resolved: jsonOf(resolved) }) });
    else show(result, topics, flags.resolve);
    process.exitCode = result.ok ? exitCodes.ok : exitCodes.wrong;
  } finally {
    await Promise.all(topics.map((reader) => reader.close()));
  }
}

const jsonOf = ({ kept, ...counts }: ResolvedImages) => ({
  ...counts,
  kept: [...kept].map(([reason, images]) => ({ reason, images })),
});

function showResolved({ accepted, forgotten, kept }: ResolvedImages): void {
  const [here, gone] = [countText(accepted), countText(forgotten)];
  print(`unknown images: ${here} are at the broker and accepted, ${gone} were never there and are forgotten`);
  for (const [reason, images] of kept) print(`still unknown: ${countText(images)}, because ${reason}`);
}

function show(
  { ok, ledger, missing, doubled, messages, lag, undecodable }: Verification,
  topics: readonly TopicReader[],
  isResolved = false,
): void {
  print(`ledger: ${ledgerSentence(ledger)}`);
  if (messages !== undefined)
    print(`topics: ${countText(messages)} messages on ${topics.map(({ name }) => name).join(', ')}`);
  if (undecodable)
    print(
      `undecodable: ${countText(undecodable)} batches are dead letters; what other programs put in them has no name`,
    );
  if (lag) print(`lag: ${countText(lag)} messages that the service has not read yet`);
  if (ledger.unknown > 0) {
    const images = `${countText(ledger.unknown)} images, the oldest since ${ledger.unknownSince}`;
    print(`unknown: ${images}; the broker may or may not have them`);
    if (ledger.inFlight === 0) print(`  ${nameIds(ledger.missing, ledger.unknown)}`);
    print(`  → ${isResolved ? stillUnknownFix : unknownFix}`);
  }
  if (ledger.inFlight > 0 || missing.length > 0) {
    print(`without an outcome: ${nameIds(missing, Math.max(missing.length, ledger.inFlight))}`);
  }
  if (doubled.length > 0) print(`doubled: ${nameIds(doubled)}`);
  print(ok ? 'nothing is missing, nothing is doubled' : 'NOT every image has exactly one outcome');
}
