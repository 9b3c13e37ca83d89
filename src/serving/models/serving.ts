import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { errorText, UnavailableError } from '../../foundation/errors/app.error.js';

const version = z.string().regex(/^\d+$/, 'a whole number as text');

export const servingSchema = z.object({
  /** Answers events that name no version. */
  version,
  /** Served before, and stays loaded: rolling back is one step. */
  previous: version.optional(),
  /** Answers its share of the events that name no version, chosen by their id. */
  canary: z
    .object({
      version,
      percent: z.number().positive().max(100),
      /** When that was decided, ISO 8601; absent when a setting decides it. */
      since: z.iso.datetime().optional(),
    })
    .optional(),
  /** Answers the same events for comparison only. */
  shadow: version.optional(),
});

/** The serving decision of one model: the role of its versions. */
export type Serving = Readonly<z.infer<typeof servingSchema>>;

/**
 * Stores the serving decision of each model beside its versions, in `<root>/<name>/serving.json`. So every process
 * that serves from this folder does the same, also after a restart.
 */
export class ServingFiles {
  constructor(private readonly root: string) {}

  /**
   * @returns undefined before the first decision.
   * @throws UnavailableError `MODEL_UNAVAILABLE` that names the file and the field.
   */
  async read(name: string): Promise<Serving | undefined> {
    const path = this.path(name);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw unusable(path, 'read', error);
    }
    try {
      return servingSchema.parse(JSON.parse(text));
    } catch (error) {
      throw unusable(path, 'read', error instanceof z.ZodError ? z.prettifyError(error) : error);
    }
  }

  /**
   * Replaces the earlier decision in one step: no process ever reads half of it.
   *
   * @returns what `read` returns from now on.
   * @throws UnavailableError `MODEL_UNAVAILABLE` when the folder cannot be written.
   */
  async write(name: string, decided: Serving): Promise<Serving> {
    const path = this.path(name);
    const draft = `${path}.${randomUUID()}`;
    const kept = servingSchema.parse(decided);
    try {
      await mkdir(join(this.root, name), { recursive: true });
      await writeFile(draft, `${JSON.stringify(kept, undefined, 2)}\n`);
      await rename(draft, path);
      return kept;
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw unusable(path, 'written', error);
    }
  }

  private path(name: string): string {
    return join(this.root, name, 'serving.json');
  }
}

function unusable(path: string, done: 'read' | 'written', cause: unknown): UnavailableError {
  const text = `${path} cannot be ${done}: ${errorText(cause)}`;
  return new UnavailableError('MODEL_UNAVAILABLE', text, { cause });
}
