import type { OpenApiDocument } from '../../../src/api/openapi/document.js';

/** Options of curl that the documentation uses, and whether a word belongs to them. */
const options: Readonly<Record<string, { value: boolean; post?: true }>> = {
  '-X': { value: true },
  '-H': { value: true },
  '-o': { value: true },
  '-s': { value: false },
  '-i': { value: false },
  '-d': { value: true, post: true },
  '-F': { value: true, post: true },
};

/** Endpoints that describe the others, and so do not stand in their description. */
const undescribed = [/^\/asyncapi\.json$/, /^\/schemas\//, /^\/metrics$/];

/** What is wrong with a call of curl, by the description of the endpoints. */
export function checkCurl(words: readonly string[], { paths }: OpenApiDocument): string | undefined {
  let method = 'get';
  let url: URL | undefined;
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) {
      url = new URL(word.includes('://') ? word : `http://${word}`);
      continue;
    }
    const option = options[word];
    if (!option) return `curl ${word} is not known to this test`;
    if (option.value) at += 1;
    if (option.post && method === 'get') method = 'post';
    if (word === '-X') method = (words[at] ?? '').toLowerCase();
  }
  if (!url) return 'it names no URL';
  return checkEndpoint(method, url, paths);
}

function checkEndpoint(method: string, url: URL, paths: OpenApiDocument['paths']): string | undefined {
  if (undescribed.some((pattern) => pattern.test(url.pathname))) return undefined;
  // One whose path is written out wins over one with a parameter there.
  const found = Object.keys(paths)
    .filter((path) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(url.pathname))
    .toSorted((one, other) => one.split('{').length - other.split('{').length)[0];
  const item = found === undefined ? undefined : paths[found];
  if (!item?.[method]) return `there is no ${method.toUpperCase()} ${url.pathname}`;
  // What a link takes in its query, a form of the same path takes too.
  const parameters = [item['get'], item['post']].flatMap((operation) => operation?.parameters ?? []);
  const known = parameters.map(({ name }) => name);
  const unknown = [...url.searchParams.keys()].filter((name) => !known.includes(name));
  return unknown.length > 0 ? `${method.toUpperCase()} ${found} has no ${unknown.join(', ')}` : undefined;
}
