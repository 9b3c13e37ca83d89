import { Command, InvalidArgumentError } from 'commander';
import type { DeadLetterDetails, DeadLetterSummary } from '../../outcomes/dead-letters/dead-letter.view.js';
import type { Replayed, ReplayReport } from '../../outcomes/dead-letters/replay.service.js';
import { detailsText, listText, reportText } from './dead-letters.format.js';
import { wholeOption } from './options.js';
import { openService, type ServiceFlags, withServiceOptions } from './service-options.js';
import { confirmed, needTerminal } from './confirmed.js';
import { print, printJson } from './terminal.js';

interface Flags extends ServiceFlags {
  readonly json?: true;
}

interface FilterFlags extends Flags {
  readonly topic?: string;
  readonly code?: string;
  readonly request?: string;
  readonly image?: string;
  readonly imageSource?: string;
  readonly limit: number;
}

interface ReplayFlags extends FilterFlags {
  readonly dryRun?: true;
  readonly yes?: true;
}

/** `seamline dead-letters list | show | replay`, over the HTTP API of a running service. */
export function deadLettersCommand(): Command {
  return new Command('dead-letters')
    .description('list, show and replay what could not be classified')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(replayCommand());
}

function listCommand(): Command {
  return withFilter(new Command('list'), 1_000, 20)
    .description('dead letters, newest first')
    .option(
      '--before <id>',
      'only those before this one: the next page',
      wholeOption(0, Number.MAX_SAFE_INTEGER),
    )
    .action(async ({ url, apiKey, json, ...query }: FilterFlags) => {
      const letters = await ask<DeadLetterSummary[]>({ url, apiKey }, `/dead-letters?${queryOf(query)}`);
      if (json) printJson(letters);
      else print(listText(letters));
    });
}

function showCommand(): Command {
  return withService(new Command('show'))
    .description('everything about a dead letter: headers, payload, where it came from')
    .argument('<id>', 'its id in the list', idArgument)
    .action(async (id: number, { json, ...service }: Flags) => {
      const letter = await ask<DeadLetterDetails>(service, `/dead-letters/${id}`);
      if (json) printJson(letter);
      else print(detailsText(letter));
    });
}

function replayCommand(): Command {
  return withFilter(new Command('replay'), 10_000, 1_000)
    .description('publish a dead letter, or all that match and that nobody has replayed yet, once more')
    .argument('[id]', 'its id in the list; without one, the filter says which', idArgument)
    .option('--dry-run', 'say what would be replayed, and change nothing')
    .option('--yes', 'do not ask before several are replayed')
    .action(async (id: number | undefined, flags: ReplayFlags, command: Command) => {
      const filtered = ['topic', 'code', 'request', 'image', 'imageSource', 'limit', 'dryRun'].filter(
        (name) => command.getOptionValueSource(name) === 'cli',
      );
      if (id === undefined) await replayAll(flags);
      else if (filtered.length > 0)
        throw new Error('with an id, leave the filter, the limit and the dry run out');
      else await replayOne(id, flags);
    });
}

async function replayOne(id: number, { json, ...service }: Flags): Promise<void> {
  const replayed = await ask<Replayed>(service, `/dead-letters/${id}/replay`, {});
  if (json) printJson(replayed);
  else print(`replayed ${id} to ${replayed.topic} on ${replayed.broker} (replay ${replayed.replay})`);
}

async function replayAll(flags: ReplayFlags): Promise<void> {
  const { url, apiKey, json, dryRun = false, yes, ...filter } = flags;
  const service = { url, apiKey };
  const replay = (dry: boolean) =>
    ask<ReplayReport>(service, '/dead-letters/replay', { ...filter, dryRun: dry });
  if (!dryRun && !yes) {
    needTerminal('replay several');
    const { replayed } = await replay(true);
    if (!(await confirmed(`replay ${replayed} dead letters? [y/N] `))) return;
  }
  const report = await replay(dryRun);
  if (json) printJson(report);
  else print(reportText(report));
}

/** `exitOverride` leaves the exit code of a mistake in the arguments to `seamline.ts`, as for every command. */
function withService(command: Command): Command {
  return withServiceOptions(command.exitOverride()).option('--json', 'print the answer as JSON');
}

function withFilter(command: Command, most: number, usual: number): Command {
  return withService(command)
    .option('--topic <name>', 'only messages that came from this topic')
    .option('--code <code>', 'only those that failed for this reason, such as BAD_MESSAGE')
    .option('--request <id>', 'only those of this request')
    .option('--image <id>', 'only those of this image, by its imageId or the id of its event')
    .option('--image-source <source>', 'only those of images whose event has this source')
    .option('--limit <number>', 'at most so many', wholeOption(1, most), usual);
}

/** @param body makes it a POST. */
function ask<Body>(flags: ServiceFlags, path: string, body?: object): Promise<Body> {
  const service = openService(flags);
  const headers = { 'content-type': 'application/json' };
  return service.call(path, body && { method: 'POST', headers, body: JSON.stringify(body) });
}

function queryOf(query: object): string {
  const fields = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  return new URLSearchParams(fields).toString();
}

function idArgument(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be the number that the list shows.');
}
