import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onWindows } from '../support/platform.js';

const repository = resolve(import.meta.dirname, '../..');
let project: string;
let children: ChildProcess[];

/** A project of one file, with this project's scripts, settings and installed packages. */
beforeEach(() => {
  children = [];
  project = mkdtempSync(join(tmpdir(), 'seamline-commands-'));
  for (const part of ['scripts', 'packages', 'package.json', 'package-lock.json', 'tsconfig.json']) {
    cpSync(join(repository, part), join(project, part), { recursive: true });
  }
  symlinkSync(join(repository, 'node_modules'), join(project, 'node_modules'), 'junction');
  write('src/main.ts', "console.log('args', ...process.argv.slice(2));");
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(project, { recursive: true, force: true });
});

function write(path: string, text: string) {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

function start(args: string[] = [], env: NodeJS.ProcessEnv = {}, program = 'dist/main.js') {
  return run(process.execPath, ['scripts/run.mjs', program, ...args], env);
}

function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(command, args, { cwd: project, env: { ...process.env, ...env } });
  children.push(child);
  const seen = { output: '', notes: '' };
  child.stdout.on('data', (chunk) => (seen.output += String(chunk)));
  child.stderr.on('data', (chunk) => (seen.notes += String(chunk)));
  const end = new Promise<typeof seen & { code: number | null }>((done) =>
    child.once('close', (code) => done({ ...seen, code })),
  );
  return { child, end };
}

describe('npm start', () => {
  it('builds what is missing, says so, and passes the arguments on', async () => {
    const { code, output, notes } = await start(['one', 'two']).end;
    expect({ code, output }).toEqual({ code: 0, output: 'args one two\n' });
    expect(notes).toMatch(/^Building … \d+\.\d s\n$/);
  });

  it('says and does nothing more when nothing has changed', async () => {
    await start().end;
    expect(await start().end).toEqual({ code: 0, output: 'args\n', notes: '' });
  });

  it('builds again after a source has changed, and forgets a source that is gone', async () => {
    write('src/old.ts', 'export const old = 1;');
    await start().end;
    expect(existsSync(join(project, 'dist/old.js'))).toBe(true);

    rmSync(join(project, 'src/old.ts'));
    write('src/main.ts', "console.log('changed');");
    expect(await start().end).toMatchObject({
      output: 'changed\n',
      notes: expect.stringMatching(/^Building/),
    });
    expect(existsSync(join(project, 'dist/old.js'))).toBe(false);
  });

  it('starts nothing that does not compile, and names the places in every file', async () => {
    write('src/main.ts', 'const right = 1;\nconst wrong = ;');
    write('src/part.ts', 'class Part { open( { }');
    const { code, output, notes } = await start().end;
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(notes).toContain('[src/main.ts:2:15]');
    expect(notes).toContain('[src/part.ts:1:');
  });

  it('makes tsc, where it has compiled before, compile all again: what it has noted is overwritten', async () => {
    write('dist/.tsbuildinfo', '{}');
    await start().end;
    expect(existsSync(join(project, 'dist/.tsbuildinfo'))).toBe(false);
  });

  it('leaves types to the check: it starts what is wrong in its types alone', async () => {
    write('src/main.ts', 'const wrong: number = "text"; console.log(wrong);');
    expect(await start().end).toMatchObject({ code: 0, output: 'text\n' });
  });

  it('maps a stack to the source', async () => {
    write(
      'src/main.ts',
      'interface Long {\n  a: string;\n}\nconsole.log(new Error("here").stack as string);',
    );
    const { output } = await start([], { NODE_OPTIONS: '--enable-source-maps' }).end;
    expect(output).toContain(`${join('src', 'main.ts')}:4:`);
  });

  it('builds once when two are started together', async () => {
    const ends = await Promise.all([start().end, start().end]);
    expect(ends.map(({ code, output }) => ({ code, output }))).toEqual(
      Array.from({ length: 2 }, () => ({ code: 0, output: 'args\n' })),
    );
    expect(
      ends
        .map(({ notes }) => notes)
        .join('')
        .match(/Building/g),
    ).toHaveLength(1);
  });

  it('takes over the lock of a process that has died', async () => {
    const { child, end } = start();
    await end;
    rmSync(join(project, 'dist'), { recursive: true });
    write('.cache/prepare.lock', String(child.pid));
    expect(await start().end).toMatchObject({ code: 0, output: 'args\n' });
    expect(existsSync(join(project, '.cache/prepare.lock'))).toBe(false);
  });

  it.skipIf(onWindows)(`hands signals to the program, and keeps its exit code${onWindows}`, async () => {
    write(
      'src/main.ts',
      "process.once('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); console.log('up');",
    );
    const { child, end } = start();
    child.stdout?.once('data', () => child.kill('SIGTERM'));
    expect(await end).toMatchObject({ code: 7, output: 'up\n' });
  });

  it.skipIf(onWindows)(`leaves nothing behind when npm is told to stop${onWindows}`, async () => {
    const waits =
      "process.once('SIGTERM', () => { console.log('bye'); process.exit(); }); setInterval(() => {}, 1000);";
    write('src/main.ts', `${waits} console.log('up');`);
    const { child, end } = run('npm', ['start', '--silent']);
    child.stdout?.once('data', () => child.kill('SIGTERM'));
    expect(await end).toMatchObject({ output: 'up\nbye\n' });
  });

  it('reads .env, and lets the shell win', async () => {
    write('shows.mjs', 'console.log(process.env.COLOUR, process.env.SHAPE);');
    write('.env', 'COLOUR=from-file\nSHAPE=from-file\n');
    expect(await start([], { SHAPE: 'from-shell' }, 'shows.mjs').end).toMatchObject({
      output: 'from-file from-shell\n',
    });
  });

  it('says in one sentence that the packages cannot be had', async () => {
    rmSync(join(project, 'node_modules'));
    const offline = {
      npm_config_registry: 'http://127.0.0.1:9',
      npm_config_cache: join(project, 'npm-cache'),
      npm_config_fetch_retries: '0',
    };
    const { code, notes } = await start([], offline).end;
    expect(code).toBe(1);
    expect(notes.trim().split('\n')).toEqual([
      'Installing the packages that Seamline runs with … failed',
      expect.stringMatching(
        /^Seamline needs its packages once, and the npm registry does not answer \(\w+\): /,
      ),
    ]);
  });
});

describe('npm test', () => {
  const test = async (CI: string) => {
    write(
      'src/some.spec.ts',
      `import { expect, it } from 'vitest';
      it('holds', () => expect(1).toBe(1));
      it('breaks', () => expect(1).toBe(2));
      it('waits', (ctx) => ctx.skip('of no use here'));
      it('asks', (ctx) => ctx.skip('no server: out of order'));`,
    );
    const { code, output } = await run(process.execPath, ['scripts/test.mjs', 'src/some'], { CI }).end;
    return { code, closing: output.trimEnd().split('\n').slice(-6) };
  };

  it('ends with what failed, what was skipped, why, and the counts', async () => {
    expect(await test('')).toEqual({
      code: 1,
      closing: [
        'Failed:',
        '  src/some.spec.ts: breaks: expected 1 to be 2 // Object.is equality',
        'Skipped:',
        '  waits: of no use here',
        '  asks: no server: out of order',
        '1 passed, 1 failed, 2 skipped',
      ],
    });
  });

  it('counts a suite without its server as failed with CI=true', async () => {
    const { code, closing } = await test('true');
    expect(code).toBe(1);
    expect(closing.slice(-2)).toEqual([
      '  (a failure with CI=true) asks: no server: out of order',
      '1 passed, 2 failed, 1 skipped',
    ]);
  });

  it('completes a run of a fresh machine with the files of which it skipped cases, and counts both as one', async () => {
    write('src/holds.spec.ts', "import { it } from 'vitest'; it('holds', () => undefined);");
    write(
      'src/trains.spec.ts',
      `import { it } from 'vitest';
      const noNative = process.env.NATIVE ? '' : ' (needs the native library)';
      it.skipIf(noNative)(\`trains\${noNative}\`, () => undefined);
      it.skipIf(!noNative)('says what it needs', () => undefined);
      it.skip('waits (out of order)');`,
    );
    const test = async (NATIVE: string, ...words: string[]) =>
      (await run(process.execPath, ['scripts/test.mjs', ...words], { NATIVE }).end).output;
    expect(await test('', '--record', 'fresh.json')).toMatch(/\n2 passed, 0 failed, 2 skipped\n$/);
    const completed = await test('yes', '--complete', 'fresh.json');
    expect(completed).toMatch(/\nSkipped:\n {2}waits \(out of order\)\n3 passed, 0 failed, 1 skipped\n$/);
    expect(completed).not.toContain('holds.spec');
  });
});
