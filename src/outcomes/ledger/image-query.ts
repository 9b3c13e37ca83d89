import { z } from 'zod';

/** What a 409 `AMBIGUOUS_IMAGE` means. */
export const severalHaveId = 'Images of several sources have this id';

/** The CloudEvents source of an image's event, in a URL's query. */
export const sourceText = z
  .string('given once, as text')
  .min(1, 'not empty')
  .max(2_048, 'at most 2048 characters');

/** For an id alone that images of several sources have. */
export const imageSourceQuery = sourceText
  .describe('The source of its event; needed where images of several sources have the id')
  .optional();
