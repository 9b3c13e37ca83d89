import { Command } from 'commander';
import { Screen } from '../console/screen.js';
import { ServiceWatch } from '../console/service-watch.js';
import { dashboard, numbersOf } from '../console/words.js';
import { interruption } from './interruption.js';
import { serviceOf, type ServiceFlags, withServiceOptions } from './service-options.js';
import { print } from './terminal.js';

const redrawMs = 250;
const lineMs = 1_000;

const help = `
The numbers are those of GET /ledger, /statistics and /predictions/stream. Where the output is no terminal, a line is
printed when they have changed, at most once a second. While the service is away it says so, and goes on when it is back.
Ctrl-C ends it.`;

export function watchCommand(): Command {
  return withServiceOptions(new Command('watch'))
    .description('show the numbers of a running service: ledger, throughput, latency, accuracy, predictions')
    .addHelpText('after', help)
    .action(run);
}

async function run(flags: ServiceFlags): Promise<void> {
  const { url, apiKey } = serviceOf(flags);
  const stop = interruption();
  const show = process.stdout.isTTY ? redraw(new Screen(process.stdout)) : printChanges();
  const everyMs = process.stdout.isTTY ? redrawMs : lineMs;
  let waiting: NodeJS.Timeout | undefined;
  const onChange = () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      show(watch);
    }, everyMs);
  };
  const watch = new ServiceWatch(url, onChange, apiKey);
  await watch.run(stop);
}

const redraw = (screen: Screen) => (watch: ServiceWatch) => screen.draw(dashboard(watch));

function printChanges(): (watch: ServiceWatch) => void {
  let last = '';
  return (watch) => {
    const numbers = numbersOf(watch).map(([name, text]) => `${name} ${text}`);
    const line = watch.away === undefined ? numbers.join('; ') : `${watch.url} is away: ${watch.away}`;
    if (line !== last) print(line);
    last = line;
  };
}
