import { z } from 'zod';
import { maxSourceLength } from '../../events/attributes.js';

/** What a 409 `AMBIGUOUS_IMAGE` means. */
export const severalHaveId = 'Images of several sources have this id';

/** The CloudEvents source of an image's event, in a URL's query. */
export const sourceText = z
  .string('given once, as text')
  .min(1, 'not empty')
  .max(maxSourceLength, `at most ${maxSourceLength} characters`);

/** For an id alone that images of several sources have. */
export const imageSourceQuery = sourceText
  .describe('The source of its event; needed where images of several sources have the id')
  .optional();
