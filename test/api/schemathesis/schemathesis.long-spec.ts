import { asksTheApi } from './schemathesis.cases.js';

await asksTheApi({ phases: 'examples,coverage,fuzzing', examplesOfEach: 20, seconds: 200 });
