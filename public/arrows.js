const directions = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Makes a set of links or buttons one stop of the Tab key, in which the arrow keys move by what is seen on the screen.
 * Call the function that is answered after items were added or removed.
 */
export function moveByArrows(container, selector) {
  const items = () => [...container.querySelectorAll(selector)];
  const choose = (chosen) => {
    for (const item of items()) item.tabIndex = item === chosen ? 0 : -1;
  };
  container.addEventListener('focusin', ({ target }) => {
    const item = target.closest(selector);
    if (item) choose(item);
  });
  container.addEventListener('keydown', (event) => {
    const direction = directions[event.key];
    const item = event.target.closest(selector);
    if (!direction || !item) return;
    event.preventDefault();
    nearest(item, items(), direction)?.focus();
  });
  return () => {
    const all = items();
    choose(
      all.find((item) => item === document.activeElement) ??
        all.find(({ tabIndex }) => tabIndex === 0) ??
        all[0],
    );
  };
}

/** The closest item in the direction; distance across it counts four times. */
function nearest(from, items, [right, down]) {
  const start = centre(from);
  const ranked = items
    .map((item) => {
      const { x, y } = centre(item);
      const [alongX, alongY] = [x - start.x, y - start.y];
      const ahead = alongX * right + alongY * down;
      const aside = Math.abs(right ? alongY : alongX);
      return { item, ahead, distance: ahead + 4 * aside };
    })
    .filter(({ item, ahead }) => item !== from && ahead > 1);
  return ranked.toSorted((one, other) => one.distance - other.distance)[0]?.item;
}

function centre(element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
