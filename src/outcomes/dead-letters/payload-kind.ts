import { sniffFileType } from '../../events/image-type.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Control characters other than tab and line ends. */
const unreadable = /[^\P{Cc}\t\r\n]/u;

/** A payload's kind by its bytes, whatever its headers say: a content type, or `empty`. */
export function payloadKind(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'empty';
  const picture = sniffFileType(bytes);
  if (picture?.startsWith('image/')) return picture;
  const text = asText(bytes);
  if (text === undefined) return 'application/octet-stream';
  return isJson(text) ? 'application/json' : 'text/plain';
}

/** The bytes as readable text; undefined when they are none. */
export function asText(bytes: Uint8Array): string | undefined {
  try {
    const text = utf8.decode(bytes);
    return unreadable.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
