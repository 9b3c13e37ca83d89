/** A mistake in a URL. Its message continues "must be", and contains no value of the URL. */
export class UrlMistake extends Error {}

export function refuse(allowed: string): never {
  throw new UrlMistake(allowed);
}

/** The parameter's value, undefined where it is not given. @throws UrlMistake for any other value. */
export function choiceOf<Value extends string>(
  given: ReadonlyMap<string, string>,
  name: string,
  values: readonly Value[],
  hint = '',
): Value | undefined {
  const text = given.get(name);
  if (text === undefined) return undefined;
  const found = values.find((value) => value === text);
  return found ?? refuse(`a URL with ${name} one of ${values.join(', ')}${hint}`);
}
