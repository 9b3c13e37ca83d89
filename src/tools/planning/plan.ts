const secondsPerDay = 86_400;
const hoursPerMonth = 730;

/** The requirements of a deployment, and the costs of an image; the costs come from `npm run bench`. */
export interface Demand {
  readonly imagesPerSecond: number;
  /** Processor time of the model for one image. */
  readonly modelMicros: number;
  /** Processor time of the rest of the classifier for one image. */
  readonly classifierMicros: number;
  /** The share of their time that classifiers may work, from 0 to 1: the rest keeps the waiting short. */
  readonly busy: number;
  readonly imageBytes: number;
  readonly predictionBytes: number;
  /** Bytes of a stored prediction in the database, with its indexes. */
  readonly rowBytes: number;
  readonly pricePerCoreHour: number;
}

export interface Plan {
  /** `WORKERS` of each classifier: threads that compute the model. */
  readonly workers: number;
  /** The most that one classifier can do. */
  readonly imagesPerSecondEach: number;
  readonly classifiers: number;
  readonly coresEach: number;
  readonly cores: number;
  /** Of the topic of images. */
  readonly partitions: number;
  /** The data into the broker; at least as much goes out. */
  readonly brokerMegabytesPerSecond: number;
  readonly rowsPerDay: number;
  readonly databaseGigabytesPerDay: number;
  /** For the classifiers' cores alone: brokers and databases have prices of their own. */
  readonly pricePerMonth: number;
}

/** The numbers of processes, partitions and rows for a rate; docs/scaling.md explains each formula. */
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
    // Twice the number of members leaves room to grow.
    partitions: 2 * classifiers,
    brokerMegabytesPerSecond: (imagesPerSecond * (demand.imageBytes + demand.predictionBytes)) / 1e6,
    rowsPerDay,
    databaseGigabytesPerDay: (rowsPerDay * demand.rowBytes) / 1e9,
    pricePerMonth: classifiers * coresEach * hoursPerMonth * demand.pricePerCoreHour,
  };
}
