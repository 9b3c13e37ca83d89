const whole = new Intl.NumberFormat('en');
const percent = new Intl.NumberFormat('en', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

/** 12400 → "12,400" */
export const count = (value) => whole.format(value);

/** 0.9264 → "92.6%" */
export const share = (value) => percent.format(value);

export const images = (value) => `${count(value)} ${value === 1 ? 'image' : 'images'}`;

/** What the ledger's verdict means: a mark, a sentence, and how it looks. */
export function verdict(ledger) {
  const { pending, inFlight, requested, predicted, dead } = ledger;
  const open = requested - predicted - dead;
  switch (ledger.verdict) {
    case 'complete':
      return { look: 'good', text: '✓ nothing lost: every image has its outcome' };
    case 'unconfirmed':
      return {
        look: 'bad',
        text: `? ${images(pending)} unconfirmed: the broker was lost while they were sent; they may still arrive`,
      };
    case 'interrupted':
      return {
        look: 'bad',
        text: `! ${images(open)} never sent: publishing was interrupted; everything that was accepted has its outcome`,
      };
    default:
      return { look: 'working', text: `… ${images(Math.max(open, inFlight))} on the way` };
  }
}
