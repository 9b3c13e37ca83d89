import { expect, it } from 'vitest';
import { visible, visibleLines } from './visible.js';

it.each([
  ['an escape sequence', '\u{1b}[2Jx', '\\u001b[2Jx'],
  ['C1 controls, which some terminals obey', '\u{9b}31m\u{85}', '\\u009b31m\\u0085'],
  ['new lines of every kind', 'a\nb\r\u{2028}\u{2029}', 'a\\nb\\r\\u2028\\u2029'],
  ['bidirectional overrides and isolates', '\u{202e}gnp.\u{2066}', '\\u202egnp.\\u2066'],
  ['zero-width characters', 'ima\u{200b}ges\u{feff}\u{200d}', 'ima\\u200bges\\ufeff\\u200d'],
  ['tags', '\u{e0041}', '\\udb40\\udc41'],
  ['half a surrogate pair', '\u{d800}', '\\ud800'],
  ['nothing else', 'Ärmel 图片 سترة 👩🏽‍🚀 ✂️ "\\"', 'Ärmel 图片 سترة 👩🏽‍🚀 ✂️ "\\"'],
])('shows %s', (_, text, shown) => {
  expect(visible(text)).toBe(shown);
  expect(visible(shown)).toBe(shown);
});

it('leaves JSON the same value', () => {
  const value = { key: '\u{1b}\u{9b}\u{202e}\u{2028}\u{e0041}\n"\\' };
  expect(JSON.parse(visible(JSON.stringify(value)))).toEqual(value);
});

it('indents what follows the first line, so that no text can forge a line', () => {
  expect(visibleLines('Error: x\nseamline: all is well\n    at y\u{1b}')).toBe(
    'Error: x\n  seamline: all is well\n    at y\\u001b',
  );
});
