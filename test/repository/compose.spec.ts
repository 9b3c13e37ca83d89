import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { roleNames } from '../../src/foundation/config/environment.js';
import { goProgram } from '../support/services/go-program.js';
import { ifAvailable } from '../support/services/if-available.js';
import { withServer } from '../support/services/with-server.js';
import { temporaryFolder } from '../support/test-application.js';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

interface Service {
  readonly image: string;
  readonly build?: object;
  readonly user?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: readonly string[] | null;
  readonly ports?: readonly { readonly host_ip?: string }[];
  readonly volumes?: readonly {
    readonly source: string;
    readonly target: string;
    readonly read_only?: boolean;
  }[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly read_only?: boolean;
  readonly tmpfs?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
}

interface Project {
  readonly services: Readonly<Record<string, Service>>;
}

/** The file as `docker compose` reads it: by its own library, which refuses what it does not know. */
const compose = await ifAvailable(async () => {
  const program = await goProgram('compose-spec', 'github.com/compose-spec/compose-go/v2/cmd@v2.16.2', 'cmd');
  const words = ['--format', 'json', '--no-path-resolution', 'docker-compose.yml'];
  const env = { PATH: process.env['PATH'], COMPOSE_PROFILES: 'monitoring' };
  const { stdout } = await run(program, words, { cwd: root, env });
  return { text: stdout, services: (JSON.parse(stdout) as Project).services };
});

withServer('docker-compose.yml', compose, ({ text, services }) => {
  const own = Object.values(services).filter(({ build }) => build !== undefined);

  it('starts every role, by settings that Seamline takes', async () => {
    const file = join(await temporaryFolder(), 'password');
    await run('sh', [join(root, 'deploy/compose/database-password.sh'), file]);
    const roles = own.map(({ environment }) => {
      expect(environment?.['DATABASE_PASSWORD_FILE']).toMatch(/^\/run\/seamline\//);
      const { database, roles: own } = readConfig({ ...environment, DATABASE_PASSWORD_FILE: file });
      // What serves is decided there.
      expect(database.url).toMatch(/^postgres:/);
      return own;
    });
    expect(roles.flat().toSorted()).toEqual([...roleNames].toSorted());
  });

  it('names each image by an exact version', () => {
    for (const { image } of Object.values(services)) expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?(-\w+)?$/);
  });

  it('has no password, and publishes ports to this machine alone, none of PostgreSQL', () => {
    expect(text).not.toMatch(/postgres:\/\/[^"]*:[^"]*@|"POSTGRES_PASSWORD": "[^"]/);
    for (const { ports = [] } of Object.values(services))
      for (const port of ports) expect(port.host_ip).toBe('127.0.0.1');
    expect(services['postgres']?.ports).toBeUndefined();
  });

  it('gives the roles the password to read, and starts PostgreSQL once it is written', () => {
    const { postgres, 'database-password': init } = services;
    const file = postgres?.environment?.['POSTGRES_PASSWORD_FILE'];
    expect(init?.command?.at(-1)).toBe(file);
    expect(postgres?.depends_on?.['database-password']?.condition).toBe('service_completed_successfully');
    for (const { volumes, environment } of [postgres!, ...own]) {
      expect(environment?.['DATABASE_PASSWORD_FILE'] ?? file).toBe(file);
      expect(volumes).toContainEqual(expect.objectContaining({ target: '/run/seamline', read_only: true }));
    }
  });

  it('lets no role write outside its data or gain a right, and no other service gain one', () => {
    for (const service of [...own, services['database-password']!])
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    for (const { tmpfs } of own) expect(tmpfs).toContain('/tmp');
    for (const [name, service] of Object.entries(services)) {
      expect(service.security_opt, name).toEqual(['no-new-privileges:true']);
      // The emulator runs as root in an image that says nothing of the rights it needs.
      if (name !== 'pubsub') expect(service.cap_drop, name).toEqual(['ALL']);
    }
  });
});

it('has an image of its own by an exact version of Node', async () => {
  const dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8');
  const bases = [...dockerfile.matchAll(/^FROM (\S+:\S+)/gm)].map(([, base = '']) => base);
  expect(new Set(bases).size).toBe(1);
  expect(bases[0]).toMatch(/^node:\d+\.\d+\.\d+-slim$/);
});

describe('The password of the database', () => {
  const write = async (file: string, POSTGRES_PASSWORD = '') => {
    const env = { PATH: process.env['PATH'], POSTGRES_PASSWORD };
    await run('sh', [join(root, 'deploy/compose/database-password.sh'), file], { env });
    return readFile(file, 'utf8');
  };

  it('is made at random once, and stays', async () => {
    const folder = await temporaryFolder();
    const first = await write(join(folder, 'one'));
    expect(first).toMatch(/^[\w-]{32}$/);
    expect(await write(join(folder, 'one'))).toBe(first);
    expect(await write(join(folder, 'two'))).not.toBe(first);
    expect((await stat(join(folder, 'one'))).mode & 0o777).toBe(0o444);
  });

  it('is what POSTGRES_PASSWORD says, also later', async () => {
    const file = join(await temporaryFolder(), 'password');
    await write(file);
    expect(await write(file, 'p$x "y"')).toBe('p$x "y"');
    expect(await write(file)).toBe('p$x "y"');
  });
});
