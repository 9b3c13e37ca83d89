import { relative } from 'node:path';

/** How a skipped test says, in its name or in its note, that its server could not be had. */
const lacksServer = /\bno server\b/;
/** The same for what a fresh machine does not have yet. */
const lacksSetUp = / \(needs the (?:native library|real test set)\)/g;

/**
 * What a run came to, as plain data.
 *
 * @param state vitest's state after the run. A file that does not load and an error outside of any test are errors.
 */
export function resultsOf(state) {
  const modules = state.getTestModules();
  const broken = modules
    .flatMap((module) => [module, ...module.children.allSuites()])
    .flatMap((part) => part.errors());
  return {
    cases: modules.flatMap(({ moduleId, children }) =>
      [...children.allTests()].map((test) => ({
        file: relative('', moduleId).replaceAll('\\', '/'),
        name: test.fullName,
        note: test.result().note,
        state: test.result().state,
        error: test.result().errors?.[0]?.message?.split('\n', 1)[0],
      })),
    ),
    errors: broken.length + state.getUnhandledErrors().length,
  };
}

/** The files of which a fresh machine has skipped cases. */
export function filesToComplete({ cases }) {
  const missed = cases.filter(({ state, name }) => state === 'skipped' && name.search(lacksSetUp) >= 0);
  return [...new Set(missed.map(({ file }) => file))];
}

/** Both runs in one: a case that ran in either of them has run, and one that failed in either has failed. */
export function inOne(first, second) {
  const keyOf = ({ file, name }) => `${file} ${name.replaceAll(lacksSetUp, '')}`;
  const rest = new Map(second.cases.map((one) => [keyOf(one), one]));
  const cases = first.cases.map((one) => {
    const other = rest.get(keyOf(one));
    rest.delete(keyOf(one));
    return (
      ['failed', 'passed'].flatMap((state) => [one, other].find((each) => each?.state === state) ?? [])[0] ??
      one
    );
  });
  return { cases: [...cases, ...rest.values()], errors: first.errors + second.errors };
}

/**
 * The closing lines of a test run: each skipped test with its reason, each failed one with its file and error (of both
 * runs, the first of which is far above), then `N passed, N failed, N skipped`.
 *
 * @param rules `serversAreDue: true` makes a failure of what was skipped for want of a server
 */
export function summarize({ cases, errors }, { serversAreDue }) {
  const named = cases.map(({ name, note, state }) => ({ state, words: note ? `${name}: ${note}` : name }));
  const countOf = (wanted) => named.filter(({ state }) => state === wanted).length;
  const broken = cases.filter(({ state }) => state === 'failed');

  const skipped = named.filter(({ state }) => state === 'skipped');
  const missed = serversAreDue ? skipped.filter(({ words }) => lacksServer.test(words)) : [];
  const failed = broken.length + missed.length + errors;
  return {
    failed,
    lines: [
      ...(broken.length > 0 ? ['Failed:'] : []),
      ...broken.map(({ file, name, error }) => `  ${file}: ${name}: ${error ?? 'no error was recorded'}`),
      ...(skipped.length > 0 ? ['Skipped:'] : []),
      ...skipped.map((test) => `  ${missed.includes(test) ? '(a failure with CI=true) ' : ''}${test.words}`),
      `${countOf('passed')} passed, ${failed} failed, ${skipped.length - missed.length} skipped`,
    ],
  };
}
