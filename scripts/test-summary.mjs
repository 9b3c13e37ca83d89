/** How a skipped test says that its server could not be had, in its name or in its note. */
const lacksServer = /\bno server\b/;

/**
 * The closing lines of a test run: each skipped test with its reason, then `N passed, N failed, N skipped`.
 *
 * @param state vitest's state after the run. A file that does not load and an error outside of any test are failures.
 * @param rules `serversAreDue: true` makes a failure of what was skipped for want of a server
 */
export function summarize(state, { serversAreDue }) {
  const modules = state.getTestModules();
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const named = tests.map((test) => ({ state: test.result().state, words: wordsOf(test) }));

  const skipped = named.filter((test) => test.state === 'skipped');
  const missed = serversAreDue ? skipped.filter(({ words }) => lacksServer.test(words)) : [];
  const broken = modules
    .flatMap((module) => [module, ...module.children.allSuites()])
    .flatMap((part) => part.errors());
  const failed =
    named.filter((test) => test.state === 'failed').length +
    missed.length +
    broken.length +
    state.getUnhandledErrors().length;
  const passed = named.filter((test) => test.state === 'passed').length;

  return {
    failed,
    lines: [
      ...(skipped.length > 0 ? ['Skipped:'] : []),
      ...skipped.map((test) => `  ${missed.includes(test) ? '(a failure with CI=true) ' : ''}${test.words}`),
      `${passed} passed, ${failed} failed, ${skipped.length - missed.length} skipped`,
    ],
  };
}

function wordsOf(test) {
  const note = test.result().note;
  return note ? `${test.fullName}: ${note}` : test.fullName;
}
