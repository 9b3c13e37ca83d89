import { Command } from 'commander';
import { countText } from '../verification/ledger.format.js';
import type { Resolved, ServiceClient, RequestWithUnknown } from '../verification/service.client.js';
import { confirmed, needTerminal } from './confirmed.js';
import { openService, type ServiceFlags, withServiceOptions } from './service-options.js';
import { exitCodes, print, printJson } from './terminal.js';

interface Flags extends ServiceFlags {
  readonly all?: true;
  readonly yes?: true;
  readonly json?: true;
}

const help = `
An image is unknown when nobody publishes its request any more and no broker has confirmed it. Without a request this
lists them. With one it says that the broker does not have its unknown images: they are forgotten, and the service logs
the caller. An outcome that comes for a forgotten image enters it again.

seamline verify --topics --resolve looks at the topics instead, and is better where the broker can be read.

Exit codes: 0 no image of these requests is unknown any more; 1 some are, or are listed; 2 it could not be done.`;

export function resolveCommand(): Command {
  return withServiceOptions(new Command('resolve'))
    .description('list requests with unknown images, or say that the broker does not have these images')
    .argument('[request]', 'the id of the request')
    .option('--all', 'the unknown images of all requests')
    .option('--yes', 'do not ask before they are forgotten')
    .option('--json', 'print the answer as JSON')
    .addHelpText('after', help)
    .action(run);
}

async function run(request: string | undefined, flags: Flags): Promise<void> {
  if (request !== undefined && flags.all) throw new Error('give a request or --all, not both');
  const service = openService(flags);
  const listed = await service.unknownRequests();
  if (request === undefined && !flags.all) return list(listed, flags);
  const chosen = flags.all ? listed : listed.filter(({ requestId }) => requestId === request);
  // The service knows best why there is nothing: it refuses a request that it does not know.
  if (request !== undefined && chosen.length === 0) await service.request(request);
  if (chosen.length > 0 && !flags.yes) {
    needTerminal('forget unknown images');
    const images = chosen.reduce((sum, each) => sum + each.images, 0);
    const what = `${countText(images)} unknown images of ${countText(chosen.length)} requests`;
    if (!(await confirmed(`Are they surely not at the broker? forget ${what}? [y/N] `))) {
      process.exitCode = exitCodes.wrong;
      return;
    }
  }
  await forget(chosen, service, flags);
}

function list(listed: readonly RequestWithUnknown[], { json }: Flags): void {
  if (json) printJson(listed);
  else if (listed.length === 0) print('no image is unknown');
  else for (const each of listed) print(lineOf(each));
  process.exitCode = listed.length === 0 ? exitCodes.ok : exitCodes.wrong;
}

const lineOf = ({ requestId, broker, images, since }: RequestWithUnknown) =>
  `${requestId}  ${countText(images)} images unknown since ${since}, for ${broker ?? 'no broker'}`;

async function forget(
  chosen: readonly RequestWithUnknown[],
  service: ServiceClient,
  { json }: Flags,
): Promise<void> {
  const results: (Resolved & { readonly requestId: string })[] = [];
  const refused: { readonly requestId: string; readonly refused: string }[] = [];
  for (const { requestId } of chosen) {
    const answer = await service.resolve(requestId, { absent: 'all' });
    if (typeof answer === 'string') refused.push({ requestId, refused: answer });
    else results.push({ ...answer, requestId });
  }
  const total = (field: 'forgotten' | 'unknown') => results.reduce((sum, each) => sum + each[field], 0);
  if (json) printJson([...results, ...refused]);
  else {
    print(`${countText(total('forgotten'))} images of ${countText(results.length)} requests are forgotten`);
    for (const one of refused) print(`not forgotten: ${one.refused}`);
  }
  process.exitCode = total('unknown') + refused.length === 0 ? exitCodes.ok : exitCodes.wrong;
}
