import { company } from './company.cases.js';
import { deathOfTheApi, deathOfTheResults } from './deaths.cases.js';
import { faultMatrix } from './fault.matrix.js';
import { embedded } from './places.js';

faultMatrix('embedded', embedded, [deathOfTheResults, deathOfTheApi, company]);
