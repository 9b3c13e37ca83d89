import { surviveWhateverComes } from './servers.cases.js';

surviveWhateverComes(500);
