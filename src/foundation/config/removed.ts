/** Settings of earlier versions, and what took their place. */
const removed = {
  KEEP_IMAGES: 'predictions carry no pictures; THUMBNAILS=on keeps small pictures of images in the database',
} as const;

/** A setting that no longer exists, where it was switched on: without it the program would do something else. */
export function removedMistakes(given: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(removed).flatMap(([name, instead]) => {
    const value = given[name];
    if (value === undefined || value === 'false') return [];
    return [`${name}=${JSON.stringify(value)}: must be removed, it does nothing: ${instead}`];
  });
}
