import { showPicture } from './access.js';
import { pictureOf } from './api.js';
import { h } from './dom.js';
import { addressOf } from './routes.js';
import { labelsOf, share, truthOf } from './words.js';

/** A picture with what the model says about it. It is made once, and shows one prediction after another. */
export class Tile {
  #image = h('img', { alt: '' });
  #label = h('strong', { class: 'label' });
  #bar = h('span', { class: 'bar' });
  #confidence = h('span', { class: 'percent' });
  #mark = h('span', { class: 'mark' });
  #link;
  #isEmpty = true;
  #isLoading = false;

  constructor() {
    const confidence = h('span', { class: 'confidence' }, this.#bar, this.#confidence);
    this.#link = h('a', { class: 'tile' }, this.#image, this.#label, confidence, this.#mark);
    this.element = h('li', {}, this.#link);
  }

  /** False while its picture is loaded, or while somebody points at it or has moved the focus to it. */
  get isFree() {
    return !this.#isLoading && !this.#link.matches(':hover, :focus');
  }

  /** Shows it once its picture is there: a prediction must never appear below another picture. */
  async show(prediction) {
    const { imageId, imageIndex } = prediction;
    const alt = imageIndex === undefined ? 'picture' : `picture ${imageIndex}`;
    const image = h('img', { alt, width: 112, height: 112 });
    if (this.#isEmpty) this.#render(prediction, image);
    this.#isLoading = true;
    await showPicture(image, pictureOf(imageId));
    const hasPicture = await image.decode().then(
      () => true,
      () => false,
    );
    this.#isLoading = false;
    if (this.#image !== image) this.#render(prediction, image);
    this.#link.dataset.picture = hasPicture ? 'shown' : 'none';
  }

  #render(prediction, image) {
    const { confidence, trueLabel, unsure } = prediction;
    const truth = truthOf(prediction);
    this.#isEmpty = false;
    this.#image.replaceWith(image);
    this.#image = image;
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
