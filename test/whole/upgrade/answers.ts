import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { LabelStatistics } from '../../../src/outcomes/results/statistics.js';
import type { ServiceClient } from '../../../src/tools/verification/service.client.js';

/** What a service says of everything that it has stored, by path. */
export type Answers = Readonly<Record<string, unknown>>;

const allLetters = '/dead-letters?limit=100';

/** Asks for all that users and programs rely on. */
export async function answersOf(client: ServiceClient, requests: readonly string[]): Promise<Answers> {
  const letters = await client.call<{ id: number }[]>(allLetters);
  const [pushed, uploaded] = requests;
  const paths = [
    '/ledger',
    '/requests?limit=100',
    '/outcomes?limit=1000',
    '/models/fashion-mnist/report',
    allLetters,
    ...letters.map(({ id }) => `/dead-letters/${id}`),
    ...requests.flatMap((id) =>
      ['', '/labels', '/predictions?limit=100'].map((of) => `/requests/${id}${of}`),
    ),
    ...[`${pushed}/0`, `${pushed}/1`, `${pushed}/2`, 'never-seen'].map(labelsPath),
  ];
  const answers = await Promise.all(paths.map(async (path) => [path, await client.call(path)] as const));
  const pictures = [`${uploaded}/0`, `${uploaded}/1`, 'camera/1'].map(async (id) => [
    `/images/${id}`,
    await pixelsHash(await client.picture(id)),
  ]);
  return {
    ...Object.fromEntries(answers),
    '/statistics': lasting(await client.call('/statistics')),
    ...(Object.fromEntries(await Promise.all(pictures)) as Answers),
  };
}

export const labelsPath = (imageId: string): string => `/predictions/${encodeURIComponent(imageId)}/labels`;

/** The requests that were asked for, in their order. */
export function requestsIn(answers: Answers): string[] {
  return Object.keys(answers).flatMap((path) => /^\/requests\/([^/?]+)$/.exec(path)?.[1] ?? []);
}

/** What does not depend on when it is asked, nor on the order of labels that are as frequent. */
function lasting({ known, right, classes, confusion }: LabelStatistics): LabelStatistics {
  const byLabel = classes.toSorted((one, other) => (one.label < other.label ? -1 : 1));
  return { known, right, classes: byLabel, confusion };
}

/** The same pixels may be other bytes as PNG. */
async function pixelsHash(png: Uint8Array): Promise<string> {
  const pixels = await sharp(png).raw().toBuffer();
  return createHash('sha256').update(pixels).digest('hex');
}
