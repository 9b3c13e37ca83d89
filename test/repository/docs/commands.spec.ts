import { beforeAll, describe, expect, it } from 'vitest';
import { type OpenApiDocument, openApiDocument } from '../../../src/api/openapi/document.js';
import { routesOf } from '../../../src/api/openapi/routes.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../../support/test-application.js';
import { type Block, blocks } from './blocks.js';
import { checkCommand } from './check-command.js';
import { runAll, runnableOf } from './run-commands.js';

const all = blocks.flatMap(({ commands }) => commands);
const skipped = blocks.filter(({ notRun }) => notRun).flatMap(({ commands }) => commands);
const byPage = runnableOf(blocks);
const runCount = [...byPage.values()].flat().length;
const counts = `${runCount} run, ${all.length - skipped.length} checked, ${skipped.length} skipped with a reason`;

describe(`The commands of the documentation (${counts})`, () => {
  const onEnd = onSuiteFinished();
  let document: OpenApiDocument;

  beforeAll(async () => {
    const settings = { ...(await ownSettings(onEnd)), ROLES: 'api,inference', BACKEND: 'wasm' };
    const { app } = await startTestApplication(settings, onEnd);
    document = openApiDocument(routesOf(app));
  });

  it('exist with their options, endpoints and settings', async () => {
    const problemsOf = async ({ place, commands, notRun }: Block) => {
      if (notRun) return [];
      const said = await Promise.all(commands.map((command) => checkCommand(command, document)));
      return said.flatMap((problem, at) =>
        problem ? [`${place}: ${commands[at]?.words.join(' ')}: ${problem}`] : [],
      );
    };
    expect((await Promise.all(blocks.map(problemsOf))).flat()).toEqual([]);
  });

  it('do what they say where they need nothing, in a folder for each page', async () => {
    await Promise.all([...byPage.values()].map(runAll));
  });
});
