import { shapeText } from '../importing/image-size.js';
import type { FoundNetwork, Imported } from '../importing/import-model.js';
import type { SamplePicture } from '../importing/samples.js';
import { table } from './terminal.js';

export function describeFound({ model, facts, bytes }: FoundNetwork): string[] {
  const outputs = facts.outputs.map(shapeText).join(' and ') || 'not in the file';
  return table([
    ['found  ', `${model.format}: ${facts.kind}, ${bytes.toLocaleString('en')} bytes`],
    ['network', `input ${shapeText(facts.input)}, output ${outputs}`],
  ]);
}

/** What was made of it, a line for each thing that a person may want to correct. */
export function describeImport({ card, origins, output, engine }: Imported): string[] {
  const { width, height, channels } = engine.card.input;
  const scaling = 'preset' in card.input ? `preset ${String(card.input.preset)}` : 'bytes as they are';
  const several = engine.card.multiLabel ? ', each label is true or not by itself' : '';
  const shown = card.labels.slice(0, 10).join(', ') + (card.labels.length > 10 ? ', …' : '');
  return table([
    ['labels ', `${card.labels.length}, ${origins.labels}: ${shown}`],
    [
      'pixels ',
      `${width} × ${height}, ${channels === 1 ? 'grey' : 'colours'}, ${scaling}, ${origins.pixels}`,
    ],
    ['output ', `${output.output}${several}, ${origins.output}`],
    ['runs on', engine.backend.name],
  ]);
}

/** The pictures that could be read, with their labels. */
export function sampleLines(samples: readonly SamplePicture[]): string[] {
  return table(
    samples.flatMap(({ picture, labels }) =>
      labels
        ? [[picture, ...labels.map(({ label, confidence }) => `${label} ${confidence.toFixed(2)}`)]]
        : [],
    ),
  );
}

/** The commands that follow, to be copied. */
export function nextSteps(folder: string, to: string | undefined): string[] {
  const [version, name] = folder.split(/[\\/]/).toReversed();
  const place = to === undefined ? '' : `MODELS_DIR=${to} `;
  return [
    `written: ${folder}`,
    `measure it: ${place}npx seamline evaluate --model ${name}@${version} --data <labelled pictures> --test 1`,
    `serve it: ${place}MODELS=${name} npm start`,
  ];
}
