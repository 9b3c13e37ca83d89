import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OnEnd, temporaryFolder } from './temporary-folder.js';

/** A folder of models where the one of this repository lies as versions 1 and 2. */
export async function twoVersions(onEnd?: OnEnd): Promise<string> {
  const folder = await temporaryFolder(onEnd);
  for (const version of ['1', '2']) {
    const directory = join(folder, 'fashion-mnist', version);
    await cp('models/fashion-mnist/1', directory, { recursive: true });
    const card = JSON.parse(await readFile(join(directory, 'card.json'), 'utf8')) as object;
    await writeFile(join(directory, 'card.json'), JSON.stringify({ ...card, version }));
  }
  return folder;
}
