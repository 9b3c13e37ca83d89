import type { Prediction } from '../../events/prediction.event.js';
import type { LedgerVerdict } from '../../outcomes/ledger/ledger.js';
import { countText, ledgerSentence } from '../verification/ledger.format.js';
import { figuresOf, meanSeconds } from './figures.js';
import type { ServiceWatch } from './service-watch.js';

const labelWidth = 16;

const verdicts: Record<LedgerVerdict, string> = {
  complete: 'nothing lost',
  working: 'images are on their way',
  unconfirmed: 'images are unknown: the broker may or may not have them',
  interrupted: 'publishing was interrupted, and everything that was accepted has its outcome',
};

/** Label, confidence, image id and model, and the true label where another one was predicted. */
export function predictionLine(prediction: Omit<Prediction, 'timings' | 'top'>): string {
  const { confidence, imageId, model, modelVersion, trueLabel } = prediction;
  const { label, labels = [] } = prediction;
  const names = labels.length > 0 ? labels.map((one) => one.label) : [label];
  const wrong = trueLabel === undefined || names.includes(trueLabel) ? '' : `  wrong: it is ${trueLabel}`;
  return `${names.join(' + ').padEnd(labelWidth)} ${share(confidence).padStart(7)}  ${imageId}  ${model}@${modelVersion}${wrong}`;
}

/** The numbers of a service by their names, in the order of their importance; what is not known yet is left out. */
export function numbersOf(watch: ServiceWatch): [name: string, text: string][] {
  const { ledger, imagesPerSecond, latency, accuracy, lag } = figuresOf(watch);
  const numbers: [string, string][] = [];
  if (ledger) numbers.push(['ledger', `${verdicts[ledger.verdict]}: ${ledgerSentence(ledger)}`]);
  if (imagesPerSecond === null) return numbers;
  numbers.push(['throughput', `${imagesPerSecond.toFixed(1)} images/s in the last ${meanSeconds} s`]);
  if (latency) {
    const { p50Ms, p99Ms, predictions } = latency;
    const of = `of the last ${countText(predictions)}`;
    numbers.push(['latency', `p50 ${Math.round(p50Ms)} ms, p99 ${Math.round(p99Ms)} ms ${of}`]);
  }
  if (accuracy) {
    const { right, known } = accuracy;
    numbers.push(['accuracy', `${share(accuracy.share)}, ${countText(right)} of ${countText(known)}`]);
  }
  const waiting = lag.map((one) => `${one.lag ?? '?'} in ${one.topic} on ${one.broker}`);
  if (waiting.length > 0) numbers.push(['lag', waiting.join(', ')]);
  return numbers;
}

/** Everything for the eye, the newest prediction first. */
export function dashboard(watch: ServiceWatch): string[] {
  const nameWidth = 11;
  const state = watch.away === undefined ? '' : `: away (${watch.away}); trying again`;
  const numbers = numbersOf(watch).map(([name, text]) => name.padEnd(nameWidth) + text);
  const newest = watch.newest.map((prediction) => `  ${predictionLine(prediction)}`);
  return [`${watch.url}${state}`, ...numbers, ...(newest.length > 0 ? ['newest'] : []), ...newest];
}

const share = (value: number) => `${(100 * value).toFixed(1)} %`;
