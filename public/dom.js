/**
 * An element with its attributes and children. Text is always set as text: nothing that is given here is read as HTML.
 * `on…` adds a listener, `data` sets data attributes, `vars` sets CSS variables, `value` and `checked` are properties;
 * what is undefined, null or false is left out.
 */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) setAttribute(element, key, value);
  element.append(...present(children));
  return element;
}

/** Replaces what is in an element. */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
}

/** Replaces content that is not there (yet): the reason, and what to do. */
export function note(text, ...more) {
  return h('div', { class: 'note' }, h('p', {}, text), ...more);
}

/** Rows of names and values; those without a value are left out. */
export function facts(rows) {
  const known = Object.entries(rows).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  return h(
    'dl',
    { class: 'facts' },
    ...known.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
  );
}

/**
 * A table that scrolls in itself where it is too wide, and can be reached by keyboard to do so. On a phone each row is a
 * card, in which every cell says what it is.
 */
export function table(caption, names, rows) {
  const head = h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name)));
  const body = rows.map((cells) =>
    h('tr', {}, ...cells.map((cell, at) => h('td', { data: { name: names[at] } }, cell ?? ''))),
  );
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    h('table', {}, h('caption', { class: 'unseen' }, caption), h('thead', {}, head), h('tbody', {}, ...body)),
  );
}

function present(children) {
  return children.flat().filter((child) => child !== undefined && child !== null && child !== false);
}

function setAttribute(element, key, value) {
  if (value === undefined || value === null || value === false) return;
  if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
  else if (key === 'data') Object.assign(element.dataset, value);
  else if (key === 'vars')
    for (const [name, text] of Object.entries(value)) element.style.setProperty(name, text);
  else if (key === 'value' || key === 'checked') element[key] = value;
  else element.setAttribute(key, value === true ? '' : value);
}
