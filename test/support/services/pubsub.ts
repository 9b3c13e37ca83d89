import { execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { buildGoProgram } from './go-program.js';
import { freePort, startServer } from './server-process.js';

export interface RunningPubSub {
  /** host:port */
  readonly emulatorHost: string;
  readonly kind: 'emulator' | 'pstest' | 'environment' | 'docker';
  stop(): Promise<void>;
}

type Start = () => Promise<RunningPubSub>;

const run = promisify(execFile);

/**
 * A real Pub/Sub server: the one that `PUBSUB_EMULATOR_HOST` names, else the service `pubsub` of docker-compose.yml
 * where a Docker engine runs, else the official emulator where it is installed, else Google's pstest, built with Go
 * once. `SEAMLINE_PUBSUB_SERVER=emulator|pstest` asks for one of the last two.
 *
 * @throws Error that says, for each way, why it could not be gone.
 */
export async function startPubSub(env: NodeJS.ProcessEnv = process.env): Promise<RunningPubSub> {
  const ways: Record<string, Start> = { docker: startDocker, emulator: startEmulator, pstest: startPstest };
  const forced = env['SEAMLINE_PUBSUB_SERVER'];
  const emulatorHost = env['PUBSUB_EMULATOR_HOST'];
  if (emulatorHost && !forced) return { emulatorHost, kind: 'environment', stop: async () => {} };
  const reasons: string[] = [];
  for (const [name, start] of Object.entries(ways)) {
    if (forced && name !== forced) continue;
    try {
      return await start();
    } catch (error) {
      reasons.push(`${name}: ${error instanceof Error ? error.message.trim() : String(error)}`);
    }
  }
  throw new Error(`no Pub/Sub server can be started (${reasons.join('; ') || `there is no ${forced}`})`);
}

async function startDocker(): Promise<RunningPubSub> {
  await run('docker', ['info'], { timeout: 5_000 }).catch(() => {
    throw new Error('no Docker engine runs');
  });
  await run('docker', ['compose', 'up', '--detach', '--wait', 'pubsub'], { timeout: 180_000 });
  const { stdout } = await run('docker', ['compose', 'port', 'pubsub', '8085'], { timeout: 10_000 });
  const emulatorHost = stdout.trim().replace('0.0.0.0', '127.0.0.1');
  const stop = async () => void (await run('docker', ['compose', 'stop', 'pubsub'], { timeout: 60_000 }));
  return { emulatorHost, kind: 'docker', stop };
}

async function startEmulator(): Promise<RunningPubSub> {
  const jar = emulatorJar();
  if (!jar) throw new Error('its jar is not installed');
  await run('java', ['-version'], { timeout: 10_000 });
  const port = await freePort();
  const java = ['java', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx1g', '-jar', jar];
  const server = await startServer([...java, '--host=127.0.0.1', `--port=${port}`], port);
  return { emulatorHost: `127.0.0.1:${port}`, kind: 'emulator', stop: () => server.stop() };
}

/** The emulator is a component of the Google Cloud SDK, which lies around its command `gcloud`. */
function emulatorJar(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const commands = (env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'gcloud'));
  const installed = commands.filter(existsSync).map((command) => dirname(dirname(realpathSync(command))));
  const roots = [env['CLOUDSDK_ROOT'], ...installed, '/usr/lib/google-cloud-sdk'];
  return roots
    .filter((root) => root !== undefined)
    .map((root) => join(root, 'platform', 'pubsub-emulator', 'lib'))
    .filter(existsSync)
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .find((file) => /cloud-pubsub-emulator-.*-all\.jar$/.test(file));
}

async function startPstest(): Promise<RunningPubSub> {
  const program = await buildGoProgram(join(import.meta.dirname, 'pstest'));
  const port = await freePort();
  const server = await startServer([program, '-address', `127.0.0.1:${port}`], port);
  return { emulatorHost: `127.0.0.1:${port}`, kind: 'pstest', stop: () => server.stop() };
}
