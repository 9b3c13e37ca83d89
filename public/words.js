const whole = new Intl.NumberFormat('en');
const percent = new Intl.NumberFormat('en', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const time = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });

/** 12400 → "12,400" */
export const count = (value) => whole.format(value);

/** 0.9264 → "92.6%" */
export const share = (value) => percent.format(value);

export const images = (value) => `${count(value)} ${value === 1 ? 'image' : 'images'}`;

/** Milliseconds: 6.123 → "6.1 ms", 412.3 → "412 ms", 1182 → "1.18 s" */
export function duration(ms) {
  if (ms >= 1000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** ISO 8601 → "Jan 1, 2026, 12:00:00", in the time zone of the browser. */
export const when = (iso) => (iso ? time.format(new Date(iso)) : '');

/** An id that is too long for its place: its first part. */
export const short = (id) => (id.length > 12 ? `${id.slice(0, 8)}…` : id);

/** Whether a prediction is `right` or `wrong`; undefined where the truth is not known. */
export function truthOf({ label, labels = [], trueLabel }) {
  if (trueLabel === undefined || trueLabel === null) return undefined;
  const isRight = label === trueLabel || labels.some((one) => one.label === trueLabel);
  return isRight ? 'right' : 'wrong';
}

/** `cat`, or `cat + dog` of an image with several labels. */
export const labelsOf = ({ label, labels = [] }) =>
  labels.length > 1 ? labels.map((one) => one.label).join(' + ') : label;

/** What the ledger's verdict means: a sentence with its mark, and how it looks. */
export function verdict(ledger) {
  const { unknown, unknownSince, inFlight, pending, requested, predicted, dead, accepted } = ledger;
  const open = (requested ?? accepted + pending) - predicted - dead - unknown;
  switch (ledger.verdict) {
    case 'complete':
      return accepted === 0
        ? { look: 'working', text: 'nothing sent yet' }
        : { look: 'good', text: '✓ nothing lost: every image has its outcome' };
    case 'unconfirmed':
      return {
        look: 'bad',
        text: `? ${images(unknown)} unknown since ${when(unknownSince)}: the broker may or may not have them`,
      };
    case 'interrupted':
      return {
        look: 'bad',
        text: `! ${images(open)} never sent: publishing was interrupted; everything that was accepted has its outcome`,
      };
    default:
      if (ledger.publishing) return { look: 'working', text: `… ${publishing(ledger)}` };
      return {
        look: 'working',
        text: `… ${images(Math.max(open, inFlight))} on the way${unknown > 0 ? `, ${count(unknown)} unknown` : ''}`,
      };
  }
}

/** What is known of a request whose images are still being published. */
const publishing = ({ requested, accepted, predicted, dead }) =>
  `still being published: ${count(accepted)} of ${images(requested)} accepted, ${count(predicted + dead)} with their outcome`;

export function accuracyText({ known, right }) {
  return known === 0 ? '' : `${share(right / known)} accuracy: ${count(right)} of ${count(known)} right`;
}
