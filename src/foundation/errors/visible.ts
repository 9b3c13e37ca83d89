/**
 * Characters that a terminal obeys or does not show: controls (C0, C1), formats (bidirectional overrides, zero-width,
 * tags), line and paragraph separators, halves of surrogate pairs. A joiner within an emoji stays.
 */
const invisible =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}](?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\u{fe0f}]\u{200d})/gu;

/** They read better than their numbers. */
const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Foreign text for a terminal or a log, on one line: invisible characters become JSON's escapes, such as `\u001b`.
 * JSON on one line keeps its value.
 */
export const visible = (text: string): string =>
  text.replace(invisible, (character) => short[character] ?? escaped(character));

/** The same for a text of several lines. Later lines are indented, so that none looks like a new message. */
export const visibleLines = (text: string): string =>
  text
    .split('\n')
    .map((line, at) => (at === 0 || line === '' || line.startsWith(' ') ? '' : '  ') + visible(line))
    .join('\n');

/** `\p{…}` may match two UTF-16 units, and JSON escapes each. */
const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
