import { readFileSync } from 'node:fs';
import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';
import { startKafka } from './kafka.js';
import { findStorePrograms, type StorePrograms } from './object-stores.js';
import { startPostgres } from './postgres.js';
import { startPubSub } from './pubsub.js';

interface Unavailable {
  /** Why there is no server, in words. */
  readonly unavailable: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    kafka: { readonly brokers: string[]; readonly dataFolder?: string } | Unavailable;
    pubsub: { readonly emulatorHost: string; readonly kind: string } | Unavailable;
    postgres: { readonly url: string; readonly kind: string } | Unavailable;
    /** Each test starts its own. */
    objectStores: StorePrograms | Unavailable;
  }
}

interface Server {
  stop(): Promise<void>;
}

/** One server of each kind for the whole run, started only when a selected spec injects it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const specs = await selectedSpecs(project);
  const stops = await Promise.all([
    provide(project, specs, 'kafka', startKafka),
    provide(project, specs, 'pubsub', startPubSub),
    provide(project, specs, 'postgres', startPostgres),
    provide(project, specs, 'objectStores', findStores),
  ]);
  return async () => {
    await Promise.all(stops.map((stop) => stop?.()));
  };
}

const findStores = async () => ({ ...(await findStorePrograms()), stop: async () => {} });

/** Tells the specs where the server is, or why there is none, and answers how to stop it. */
async function provide<Name extends keyof ProvidedContext>(
  project: TestProject,
  specs: readonly string[],
  name: Name,
  start: () => Promise<Exclude<ProvidedContext[Name], Unavailable> & Server>,
): Promise<Server['stop'] | undefined> {
  if (!specs.some((text) => needs(text, name))) return undefined;
  try {
    // Only plain data reach the specs.
    const { stop, ...address } = await start();
    project.provide(name, address as unknown as ProvidedContext[Name]);
    return stop;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    project.provide(name, { unavailable: reason } as ProvidedContext[Name]);
    return undefined;
  }
}

/** Whether a spec asks for the server, itself or through what declares its cases for each broker. */
function needs(spec: string, name: keyof ProvidedContext): boolean {
  return (
    spec.includes(`inject('${name}')`) ||
    (['kafka', 'pubsub'].includes(name) && spec.includes('onEveryBroker('))
  );
}

async function selectedSpecs(project: TestProject): Promise<string[]> {
  // Vitest keeps the names given on the command line in a field that its types do not show.
  const { filenamePattern } = project.vitest as { filenamePattern?: string[] };
  const { testFiles } = await project.globTestFiles(filenamePattern);
  return testFiles.map((file) => readFileSync(file, 'utf8'));
}
