import { Command } from 'commander';
import { figuresOf } from '../console/figures.js';
import { Screen } from '../console/screen.js';
import { ServiceWatch } from '../console/service-watch.js';
import { dashboard, numbersOf } from '../console/dashboard.format.js';
import { interruption } from './interruption.js';
import { serviceOf, type ServiceFlags, withServiceOptions } from './service-options.js';
import { print } from './terminal.js';

interface Flags extends ServiceFlags {
  readonly json?: true;
}

const redrawMs = 250;
const lineMs = 1_000;

const help = `
The numbers are those of GET /ledger, /statistics and /predictions/stream. Where the output is no terminal, a line is
printed when they have changed, at most once a second. While the service is away it says so, and goes on when it is back.
Ctrl-C ends it.`;

export function watchCommand(): Command {
  return withServiceOptions(new Command('watch'))
    .description('show the numbers of a running service: ledger, throughput, latency, accuracy, predictions')
    .option('--json', 'print the numbers as a line of JSON when they have changed, at most once a second')
    .addHelpText('after', help)
    .action(run);
}

async function run({ json, ...flags }: Flags): Promise<void> {
  const { url, apiKey } = serviceOf(flags);
  const stop = interruption();
  const redraws = process.stdout.isTTY && !json;
  const show = redraws ? redraw(new Screen(process.stdout)) : printChanges(json ? jsonLine : textLine);
  const everyMs = redraws ? redrawMs : lineMs;
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

type LineOf = (watch: ServiceWatch) => string;

const jsonLine: LineOf = (watch) => JSON.stringify({ type: 'numbers', ...figuresOf(watch) });

const textLine: LineOf = (watch) => {
  const numbers = numbersOf(watch).map(([name, text]) => `${name} ${text}`);
  return watch.away === undefined ? numbers.join('; ') : `${watch.url} is away: ${watch.away}`;
};

function printChanges(lineOf: LineOf): (watch: ServiceWatch) => void {
  let last = '';
  return (watch) => {
    const line = lineOf(watch);
    if (line !== last) print(line);
    last = line;
  };
}
