import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createBroker } from '../src/transport/open/create-broker.js';
import { workOff } from './backlog.js';
import { openEngine, saturate } from './engine.js';
import type { Figure } from './figures.js';
import { imageMessages } from './images.js';
import type { Lab } from './lab.js';
import { alternate, median, pairedRatio } from './measure.js';
import { Program } from './program.js';

const messagesPerCall = 500;
const question = 'pipeline';

/** Images per second through the embedded broker, beside the same model without any broker. */
export async function pipelineEmbedded(lab: Lab): Promise<Figure[]> {
  const images = lab.settings.quick ? 3_000 : 20_000;
  const settings: Record<string, string> = {
    ...lab.serviceSettings(),
    BROKERS: 'embedded',
    BACKEND: 'wasm',
  };
  const program = await Program.seamline(settings);
  const broker = await createBroker('embedded', {
    settings: { file: join(settings['DATA_DIR'] ?? '', 'broker.db') },
  });
  await broker.connect();
  const engine = await openEngine(lab, 'wasm');
  try {
    const turns = {
      seamline: () => turn(lab, { program, broker, images }),
      engine: () => saturate(lab, engine, 128, lab.settings.quick ? 700 : 3_000),
    };
    for (const warmUp of Object.values(turns)) await warmUp();
    const rates = await alternate(lab.settings.rounds, turns, (text) => lab.report(`embedded, ${text}`));
    const value = pairedRatio(rates.seamline, rates.engine);
    const ratio = { value, against: 'the engine alone (wasm)', atLeast: 0.8, reached: 0.7 };
    return [
      {
        question,
        what: 'Seamline on the embedded broker (wasm)',
        value: median(rates.seamline),
        unit: 'images/s',
        ratio,
      },
      { question, what: 'the engine alone (wasm)', value: median(rates.engine), unit: 'images/s' },
    ];
  } finally {
    await Promise.all([program.end(), broker.close(), engine.dispose()]);
  }
}

interface Turn {
  readonly program: Program;
  readonly broker: Awaited<ReturnType<typeof createBroker<'embedded'>>>;
  readonly images: number;
}

async function turn(lab: Lab, { program, broker, images }: Turn): Promise<number> {
  const group = `count-${randomBytes(4).toString('hex')}`;
  await broker.admin.createSubscription({ topic: 'predictions', group });
  const before = (await broker.admin.lag({ topic: 'predictions', group })) ?? 0;
  const { imagesPerSecond } = await workOff(program, {
    images,
    fill: () => fill(lab, broker, images),
    count: async () => ((await broker.admin.lag({ topic: 'predictions', group })) ?? 0) - before,
  });
  await broker.admin.deleteSubscription({ topic: 'predictions', group });
  return imagesPerSecond;
}

async function fill(lab: Lab, broker: Turn['broker'], images: number): Promise<void> {
  const messages = imageMessages(lab.images, images, 'embedded');
  for (let start = 0; start < images; start += messagesPerCall)
    await broker.publish('images', messages.slice(start, start + messagesPerCall));
}
