import { count, images, share, verdict } from './words.js';

const element = (id) => document.getElementById(id);

/** Shows what became of a request, in whole sentences. */
export function showLedger(ledger) {
  element('request').hidden = false;
  element('request-empty').hidden = true;
  element('request-range').textContent = rangeText(ledger);
  element('request-id').textContent = ledger.requestId;
  const progress = element('progress');
  progress.max = Math.max(ledger.requested, 1);
  progress.value = ledger.predicted + ledger.dead;
  element('sentence').textContent =
    `${count(ledger.accepted)} accepted = ${count(ledger.predicted)} predicted + ${count(ledger.dead)} dead` +
    ` + ${count(ledger.inFlight)} in flight`;
  const { look, text } = verdict(ledger);
  element('verdict').dataset.look = look;
  element('verdict').textContent = text;
  element('accuracy').textContent = accuracyText(ledger);
  showList('deaths', `${images(ledger.dead)} dead: why`, ledger.deaths.map(deathText));
  const stuck = ledger.verdict === 'unconfirmed' ? ledger.missing : [];
  showList('missing', 'Their ids', stuck);
}

/** Shows that there is no request, and why. */
export function showNoLedger(reason) {
  element('request').hidden = true;
  element('request-empty').hidden = false;
  element('request-empty').textContent = reason;
}

/** Tells people who cannot see the page how a request ended. */
export function announce(ledger) {
  element('announcer').textContent = `${verdict(ledger).text}. ${accuracyText(ledger)}`;
}

function rangeText({ startIdx, endIdx, broker, requested }) {
  if (startIdx === null) return images(requested);
  return `Images ${count(startIdx)} to ${count(endIdx - 1)} through ${broker}`;
}

function accuracyText({ known, right }) {
  return known === 0 ? '' : `${share(right / known)} accuracy: ${count(right)} of ${count(known)} right`;
}

function deathText({ imageId, code, reason }) {
  return `${imageId}: ${code}, ${reason}`;
}

function showList(id, summary, lines) {
  const details = element(id);
  details.hidden = lines.length === 0;
  details.querySelector('summary').textContent = summary;
  const items = lines.map((line) => Object.assign(document.createElement('li'), { textContent: line }));
  details.querySelector('ul').replaceChildren(...items);
}
