// Installs and builds what is missing or stale, and runs nothing: the first half of `npm start`.
import { resolve } from 'node:path';
import { prepare } from './prepare/prepare.mjs';

await prepare(resolve(import.meta.dirname, '..'));
