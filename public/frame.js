import { showPicture } from './access.js';
import { h } from './dom.js';

/** In pixels. Smaller pictures are shown as squares, larger ones smoothly. */
const smallest = 64;
/** In milliseconds. A picture may be stored a moment after its prediction. */
const secondTryMs = 1_000;

/**
 * A place for a picture. It looks like loading until the picture is there, and says so where none is kept.
 *
 * @param options.isFresh the prediction came just now, so that its picture may still be on its way.
 * @returns the element, and a promise of whether there is a picture.
 */
export function framed(path, alt, { isFresh = false, nothing = 'no picture is kept' } = {}) {
  const image = h('img', { alt });
  const element = h('span', { class: 'frame', data: { picture: 'loading' } }, image);
  const settle = async () => {
    const isThere = (await load(image, path)) || (isFresh && (await loadAgain(image, path)));
    element.dataset.picture = isThere ? 'shown' : 'none';
    if (!isThere) element.replaceChildren(h('span', {}, nothing));
    else if (image.naturalWidth <= smallest) image.classList.add('squares');
    return isThere;
  };
  return { element, shown: settle() };
}

async function load(image, path) {
  await showPicture(image, path);
  return image.decode().then(
    () => true,
    () => false,
  );
}

async function loadAgain(image, path) {
  await new Promise((resolve) => setTimeout(resolve, secondTryMs));
  image.removeAttribute('src');
  return load(image, path);
}
