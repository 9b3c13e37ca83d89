import { asksTheApi } from './schemathesis.cases.js';

const phases = 'examples,coverage,fuzzing,stateful';

await asksTheApi({
  withKey: { phases, examplesOfEach: 100, seconds: 480 },
  withoutKey: { phases, examplesOfEach: 20, seconds: 120 },
});
