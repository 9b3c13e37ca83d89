import { moveByArrows } from './arrows.js';
import { Tile } from './tile.js';

/** New tiles a second: more than that nobody can see, and each is a picture to load. */
const tilesPerSecond = 30;

/**
 * Predictions as they come, on a fixed number of tiles: a new one takes the place of the oldest. What comes faster than
 * it can be shown is left out, and counted. Tiles change only in animation frames; one that somebody looks at stays.
 */
export class Wall {
  #list;
  #size;
  #tiles = [];
  #next = 0;
  #waiting = [];
  #frame = 0;
  #frameAt = 0;
  #allowed = 0;
  #refreshArrows;
  isPaused = false;
  /** Predictions that were left out. */
  skipped = 0;

  constructor(list, size) {
    this.#list = list;
    this.#size = size;
    this.#refreshArrows = moveByArrows(list, '.tile');
  }

  get shown() {
    return this.#tiles.length;
  }

  clear() {
    this.#tiles = [];
    this.#next = 0;
    this.#waiting = [];
    this.#list.replaceChildren();
  }

  /** Shows these at once, the newest first. */
  seed(predictions) {
    for (const prediction of predictions.slice(0, this.#size)) void this.#addTile().show(prediction);
  }

  add(predictions) {
    if (this.isPaused) {
      this.skipped += predictions.length;
      return;
    }
    this.#waiting.push(...predictions);
    const surplus = this.#waiting.length - this.#size;
    if (surplus > 0) this.skipped += this.#waiting.splice(0, surplus).length;
    if (!this.#frame) this.#frame = requestAnimationFrame((now) => this.#draw(now));
  }

  #draw(now) {
    this.#frame = 0;
    if (this.isPaused) return;
    const sinceLast = Math.min(now - this.#frameAt, 1000);
    this.#frameAt = now;
    this.#allowed = Math.min(this.#allowed + (sinceLast / 1000) * tilesPerSecond, this.#size);
    let tile;
    while (this.#allowed >= 1 && this.#waiting.length > 0 && (tile = this.#place())) {
      this.#allowed -= 1;
      void tile.show(this.#waiting.shift());
    }
    if (this.#waiting.length > 0) this.#frame = requestAnimationFrame((later) => this.#draw(later));
  }

  /** A new tile while there is room, else the oldest that may change; none when all are looked at or still loading. */
  #place() {
    if (this.#tiles.length < this.#size) return this.#addTile();
    for (let tries = 0; tries < this.#tiles.length; tries++) {
      const tile = this.#tiles[this.#next];
      this.#next = (this.#next + 1) % this.#tiles.length;
      if (tile.isFree) return tile;
    }
    return undefined;
  }

  #addTile() {
    const tile = new Tile();
    this.#tiles.push(tile);
    this.#list.append(tile.element);
    this.#refreshArrows();
    return tile;
  }
}
