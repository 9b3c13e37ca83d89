import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Engine } from '../src/serving/models/engine.js';
import { createBroker } from '../src/transport/open/create-broker.js';
import { type Throughput, workOff } from './backlog.js';
import { openEngine, saturate } from './engine.js';
import { type EngineName, engineTitles } from './engines.js';
import type { Figure } from './figures.js';
import { imageMessages } from './images.js';
import type { Lab } from './lab.js';
import { alternate, median, pairedRatio } from './measure.js';
import { Program } from './program.js';

const messagesPerCall = 500;
const question = 'pipeline';

/** Images per second through the embedded broker, beside the same model without any broker. */
export async function pipelineEmbedded(lab: Lab): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const backend of new Set<EngineName>([lab.backend, 'wasm']))
    figures.push(...(await pipelineOn(lab, backend)));
  return figures;
}

async function pipelineOn(lab: Lab, backend: EngineName): Promise<Figure[]> {
  const images = lab.settings.quick ? 3_000 : 20_000;
  const settings: Record<string, string> = {
    ...lab.serviceSettings(),
    BROKERS: 'embedded',
    BACKEND: backend,
  };
  const program = await Program.seamline(settings);
  const broker = await createBroker('embedded', {
    settings: { file: join(settings['DATA_DIR'] ?? '', 'broker.db') },
  });
  await broker.connect();
  const engine = await openEngine(lab, backend);
  try {
    const turns = {
      seamline: () => turn(lab, { program, broker, images }),
      engine: () => alone(lab, engine),
    };
    for (const warmUp of Object.values(turns)) await warmUp();
    const rounds = await alternate(lab.settings.rounds, turns, (text) => lab.report(`embedded, ${text}`));
    return figuresOf(backend, rounds);
  } finally {
    await Promise.all([program.end(), broker.close(), engine.dispose()]);
  }
}

type Rate = Pick<Throughput, 'imagesPerSecond' | 'cpuMicrosPerImage'>;

function figuresOf(
  backend: EngineName,
  { seamline, engine: model }: Record<'seamline' | 'engine', Rate[]>,
): Figure[] {
  const rates = (rounds: readonly Rate[]) => rounds.map(({ imagesPerSecond }) => imagesPerSecond);
  const cpu = (rounds: readonly Rate[]) => median(rounds.map(({ cpuMicrosPerImage }) => cpuMicrosPerImage));
  const engine = engineTitles[backend];
  const titles = {
    seamline: `Seamline on the embedded broker (${engine})`,
    engine: `the engine alone (${engine})`,
  };
  const ratio = {
    value: pairedRatio(rates(seamline), rates(model)),
    against: titles.engine,
    // A faster engine leaves a smaller part of the time to itself: no goal of its own.
    ...(backend === 'wasm' && { atLeast: 0.8, reached: 0.7 }),
  };
  const figure = (what: string, value: number, unit: string) => ({ question, what, value, unit });
  return [
    { ...figure(titles.seamline, median(rates(seamline)), 'images/s'), ratio },
    figure(titles.engine, median(rates(model)), 'images/s'),
    figure(`${titles.engine}, processor time`, cpu(model), 'µs/image'),
    figure(`everything but the model (${engine}), processor time`, cpu(seamline) - cpu(model), 'µs/image'),
  ];
}

/** What the engine takes where nothing else has to be done; its thread is one of this process. */
async function alone(lab: Lab, engine: Engine): Promise<Rate> {
  const forMs = lab.settings.quick ? 700 : 3_000;
  const before = process.cpuUsage();
  const imagesPerSecond = await saturate(lab, engine, 128, forMs);
  const { user, system } = process.cpuUsage(before);
  return { imagesPerSecond, cpuMicrosPerImage: (1_000 * (user + system)) / (imagesPerSecond * forMs) };
}

interface Turn {
  readonly program: Program;
  readonly broker: Awaited<ReturnType<typeof createBroker<'embedded'>>>;
  readonly images: number;
}

async function turn(lab: Lab, { program, broker, images }: Turn): Promise<Throughput> {
  const group = `count-${randomBytes(4).toString('hex')}`;
  await broker.admin.createSubscription({ topic: 'predictions', group });
  const before = (await broker.admin.lag({ topic: 'predictions', group })) ?? 0;
  const throughput = await workOff(program, {
    images,
    fill: () => fill(lab, broker, images),
    count: async () => ((await broker.admin.lag({ topic: 'predictions', group })) ?? 0) - before,
  });
  await broker.admin.deleteSubscription({ topic: 'predictions', group });
  return throughput;
}

async function fill(lab: Lab, broker: Turn['broker'], images: number): Promise<void> {
  const messages = imageMessages(lab.images, images, 'embedded');
  for (let start = 0; start < images; start += messagesPerCall)
    await broker.publish('images', messages.slice(start, start + messagesPerCall));
}
