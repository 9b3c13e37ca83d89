import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { metadataOf, placeForDist, root } from './transpiler/metadata.js';

it('gives decorated classes the types that tsc gives them, knowing the whole program', async () => {
  const dist = await placeForDist();
  await cp(join(root, 'dist'), dist, { recursive: true, filter: (path) => !/\.(map|d\.ts)$/.test(path) });
  compileDecorated(dist);
  const [transpiled, compiled] = await Promise.all([metadataOf(join(root, 'dist')), metadataOf(dist)]);
  expect(transpiled).toEqual(compiled);
  expect(Object.keys(transpiled).length).toBeGreaterThan(200);
}, 120_000);

/** Over what the transpiler has made of the same sources. */
function compileDecorated(outDir: string): void {
  const configuration = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.build.json'),
    { outDir, noCheck: true, declaration: false, incremental: false },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: ({ messageText }) => expect.fail(String(messageText)) },
  );
  if (!configuration) return expect.fail('tsconfig.build.json cannot be read');
  const { tsBuildInfoFile: _, ...options } = configuration.options;
  const program = ts.createProgram(configuration.fileNames, options);
  for (const source of program.getSourceFiles())
    if (!source.isDeclarationFile && /^\s*@\w+\(/m.test(source.text)) program.emit(source);
}
