import { surviveWhateverComes } from './servers.cases.js';

surviveWhateverComes(5_000);
