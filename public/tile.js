import { pictureOf } from './api.js';
import { h } from './dom.js';
import { framed } from './frame.js';
import { addressOf } from './routes.js';
import { labelsOf, share, truthOf } from './words.js';

/** In milliseconds. The picture of a prediction that is not older may still be on its way. */
const freshMs = 5_000;

/** A picture with what the model says about it. It is made once, and shows one prediction after another. */
export class Tile {
  #frame = h('span', { class: 'frame' });
  #label = h('strong', { class: 'label' });
  #bar = h('span', { class: 'bar' });
  #confidence = h('span', { class: 'percent' });
  #mark = h('span', { class: 'mark' });
  #link;
  #isEmpty = true;
  #isLoading = false;

  constructor() {
    const confidence = h('span', { class: 'confidence' }, this.#bar, this.#confidence);
    this.#link = h('a', { class: 'tile' }, this.#frame, this.#label, confidence, this.#mark);
    this.element = h('li', {}, this.#link);
  }

  /** False while its picture is loaded, or while somebody points at it or has moved the focus to it. */
  get isFree() {
    return !this.#isLoading && !this.#link.matches(':hover, :focus');
  }

  /** Shows it once its picture is there: a prediction must never appear below another picture. */
  async show(prediction) {
    const { imageId, imageIndex, decidedAt } = prediction;
    const alt = imageIndex === undefined ? 'picture' : `picture ${imageIndex}`;
    const isFresh = Date.now() - Date.parse(decidedAt) < freshMs;
    const { element: frame, shown } = framed(pictureOf(imageId), alt, { isFresh });
    if (this.#isEmpty) this.#render(prediction, frame);
    this.#isLoading = true;
    const hasPicture = await shown;
    this.#isLoading = false;
    if (this.#frame !== frame) this.#render(prediction, frame);
    this.#link.dataset.picture = hasPicture ? 'shown' : 'none';
  }

  #render(prediction, frame) {
    const { confidence, trueLabel, unsure } = prediction;
    const truth = truthOf(prediction);
    this.#isEmpty = false;
    this.#frame.replaceWith(frame);
    this.#frame = frame;
    this.#link.dataset.truth = truth ?? 'unknown';
    this.#link.href = addressOf.image(prediction);
    this.#label.textContent = labelsOf(prediction);
    this.#bar.style.setProperty('--share', confidence);
    this.#confidence.textContent = share(confidence);
    this.#mark.textContent = markText(truth, trueLabel, unsure);
    this.#link.classList.remove('arriving');
    requestAnimationFrame(() => this.#link.classList.add('arriving'));
  }
}

/** A list of tiles in the order of the predictions. */
export function tilesOf(predictions) {
  return predictions.map((prediction) => {
    const tile = new Tile();
    void tile.show(prediction);
    return tile.element;
  });
}

function markText(truth, trueLabel, unsure) {
  if (truth === 'wrong') return `✗ is ${trueLabel}`;
  if (truth === 'right') return unsure ? '✓ right, unsure' : '✓ right';
  return unsure ? '~ unsure' : '';
}
