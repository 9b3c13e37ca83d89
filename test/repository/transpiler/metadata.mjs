// Prints the types that decorators' metadata has of each class below the folder: { "file class.member key": "types" }.
import 'reflect-metadata';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder = ''] = process.argv.slice(2);
const found = {};

for (const file of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.js'))) {
  const path = join(folder, file);
  if (!/decorateMetadata|__metadata/.test(readFileSync(path, 'utf8'))) continue;
  for (const [name, value] of Object.entries(await import(pathToFileURL(path).href))) {
    if (typeof value !== 'function' || !value.prototype) continue;
    note(`${file} ${name}`, value);
    for (const member of Object.getOwnPropertyNames(value.prototype))
      note(`${file} ${name}.${member}`, value.prototype, member);
  }
}
process.stdout.write(JSON.stringify(found), () => process.exit());

function note(place, target, member) {
  const keys = Reflect.getOwnMetadataKeys(target, member).filter((key) => String(key).startsWith('design:'));
  for (const key of keys) {
    const types = [Reflect.getOwnMetadata(key, target, member)].flat();
    found[`${place} ${key}`] = types.map((type) => type?.name ?? String(type)).join();
  }
}
