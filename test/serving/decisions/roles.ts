import { call } from '../../support/http.js';
import { modelsFolder, name } from '../../support/models-folder.js';
import { type SeamlineProcess, startSeamline } from '../../support/services/seamline-process.js';
import type { ModelAnswer } from '../rollout/service.js';

export interface RoleProcess extends SeamlineProcess {
  readonly settings: Readonly<Record<string, string>>;
}

/** Starts a process with a models folder of its own: versions 1 to 3, all alike. */
export async function startRole(
  role: string,
  settings: Readonly<Record<string, string>>,
): Promise<RoleProcess> {
  const own = { BACKEND: 'wasm', MODELS: name, MODELS_DIR: await modelsFolder(3), ...settings, ROLES: role };
  return { ...startSeamline(own), settings: own };
}

/** Kills it with SIGKILL, and starts one with the same settings. */
export async function killAndRestart({ end, settings }: RoleProcess): Promise<RoleProcess> {
  await end('SIGKILL');
  return { ...startSeamline(settings), settings };
}

/** The decision, as this process answers it. */
export async function servingAt(url: string) {
  const { body } = await call<Pick<ModelAnswer, 'serving' | 'revision'>>(`${url}/models/${name}`);
  return { revision: body.revision, ...body.serving };
}
