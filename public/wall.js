import { share } from './words.js';

/** The predictions as tiles, in the order of the images. A tile is made once and then only moved. */
export class Wall {
  #list;
  #template;
  #imageUrl;
  #tiles = new Map();

  /** @param imageUrl a function from an image's index to the address of its picture */
  constructor(list, template, imageUrl) {
    this.#list = list;
    this.#template = template;
    this.#imageUrl = imageUrl;
  }

  clear() {
    this.#tiles.clear();
    this.#list.replaceChildren();
  }

  /** Shows the first images of the data set, without labels: nobody has asked yet what they are. */
  preview(howMany) {
    const tiles = Array.from({ length: howMany }, (_, index) => {
      const image = Object.assign(new Image(112, 112), { src: this.#imageUrl(index), alt: `image ${index}` });
      const tile = waitingTile();
      tile.ariaHidden = null;
      tile.append(image);
      return tile;
    });
    this.#list.replaceChildren(...tiles);
  }

  /** Shows exactly these predictions, followed by `waiting` grey places for those that are on their way. */
  show(predictions, waiting) {
    const known = new Map(predictions.map((prediction) => [prediction.imageId, this.#tileOf(prediction)]));
    this.#tiles = known;
    let place = this.#list.firstElementChild;
    for (const tile of known.values()) {
      if (tile === place) place = place.nextElementSibling;
      else this.#list.insertBefore(tile, place);
    }
    while (place) {
      const next = place.nextElementSibling;
      place.remove();
      place = next;
    }
    this.#list.append(...Array.from({ length: waiting }, waitingTile));
  }

  #tileOf(prediction) {
    return this.#tiles.get(prediction.imageId) ?? this.#makeTile(prediction);
  }

  #makeTile({ imageIndex, label, confidence, trueLabel, top }) {
    const tile = this.#template.content.firstElementChild.cloneNode(true);
    const part = (selector) => tile.querySelector(selector);
    const image = part('img');
    if (imageIndex === undefined) image.remove();
    else Object.assign(image, { src: this.#imageUrl(imageIndex), alt: `image ${imageIndex}` });
    part('.label').textContent = label;
    part('.confidence-bar').style.setProperty('--share', confidence);
    part('.confidence-text').textContent = share(confidence);
    tile.title = [`image ${imageIndex ?? 'without index'}`, ...top.map(rankText)].join('\n');
    markTile(tile, part('.mark'), label, trueLabel);
    return tile;
  }
}

function rankText({ label, confidence }) {
  return `${label} ${share(confidence)}`;
}

function markTile(tile, mark, label, trueLabel) {
  if (trueLabel === undefined) return;
  const right = label === trueLabel;
  tile.dataset.truth = right ? 'right' : 'wrong';
  mark.textContent = right ? '✓ right' : `✗ wrong: is ${trueLabel}`;
}

function waitingTile() {
  const tile = document.createElement('li');
  tile.className = 'tile waiting';
  tile.ariaHidden = 'true';
  return tile;
}
