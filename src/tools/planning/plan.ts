const secondsPerDay = 86_400;
const hoursPerMonth = 730;

/** What a deployment is asked for, and what an image costs; the costs come from `npm run bench`. */
export interface Demand {
  readonly imagesPerSecond: number;
  /** Processor time of the model for one image. */
  readonly modelMicros: number;
  /** Processor time of everything else in the classifier for one image. */
  readonly classifierMicros: number;
  /** How much of their time classifiers may work, from 0 to 1: the rest keeps the waiting short. */
  readonly busy: number;
  readonly imageBytes: number;
  readonly predictionBytes: number;
  /** What a stored prediction takes of the database, with its indexes. */
  readonly rowBytes: number;
  readonly pricePerCoreHour: number;
}

export interface Plan {
  /** `WORKERS` of each classifier: threads that compute the model. */
  readonly workers: number;
  /** What one classifier does at most. */
  readonly imagesPerSecondEach: number;
  readonly classifiers: number;
  readonly coresEach: number;
  readonly cores: number;
  /** Of the topic of images. */
  readonly partitions: number;
  /** What the broker takes; it hands out as much at least. */
  readonly brokerMegabytesPerSecond: number;
  readonly rowsPerDay: number;
  readonly databaseGigabytesPerDay: number;
  /** For the classifiers' cores alone: brokers and databases have prices of their own. */
  readonly pricePerMonth: number;
}

/** How many processes, partitions and rows a rate takes; docs/scaling.md explains each formula. */
export function planOf(demand: Demand): Plan {
  const { imagesPerSecond, modelMicros, classifierMicros, busy } = demand;
  const workers = Math.max(1, Math.ceil(modelMicros / classifierMicros));
  const imagesPerSecondEach = 1e6 / Math.max(modelMicros / workers, classifierMicros);
  const classifiers = Math.ceil(imagesPerSecond / (busy * imagesPerSecondEach));
  const coresEach = 1 + workers;
  const rowsPerDay = imagesPerSecond * secondsPerDay;
  return {
    workers,
    imagesPerSecondEach,
    classifiers,
    coresEach,
    cores: classifiers * coresEach,
    // Twice as many as there are members leave room to grow.
    partitions: 2 * classifiers,
    brokerMegabytesPerSecond: (imagesPerSecond * (demand.imageBytes + demand.predictionBytes)) / 1e6,
    rowsPerDay,
    databaseGigabytesPerDay: (rowsPerDay * demand.rowBytes) / 1e9,
    pricePerMonth: classifiers * coresEach * hoursPerMonth * demand.pricePerCoreHour,
  };
}
