import { asksTheApi } from './schemathesis.cases.js';

await asksTheApi({ phases: 'examples,fuzzing', examplesOfEach: 2, seconds: 40 });
