import { deathOfTheClassifier } from './deaths.cases.js';
import { orderlyEnds } from './orderly-ends.cases.js';
import { brokerOutage } from './outages.cases.js';
import { faultMatrix } from './fault.matrix.js';
import { embedded } from './places.js';

faultMatrix('embedded', embedded, [deathOfTheClassifier, brokerOutage, orderlyEnds]);
