import { asksTheApi } from './schemathesis.cases.js';

await asksTheApi({
  withKey: { phases: 'examples,coverage,fuzzing', examplesOfEach: 2, seconds: 27 },
  withoutKey: { phases: 'examples,coverage', examplesOfEach: 1, seconds: 13 },
});
