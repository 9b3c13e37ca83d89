import { z } from 'zod';

const name = String.raw`[\w-]{1,100}`;
/** Letters, digits, _ and -, so that a name from outside is never a path. */
export const modelNamePattern = new RegExp(`^${name}$`);

const percent = String.raw`\d{1,2}(\.\d{1,2})?%`;

const listed = z
  .string()
  .regex(new RegExp(`^${name}(@\\d+)?$`), 'model names, or name@version, separated by commas');

/** `name` or `name@version`, several of them separated by commas. */
export const modelList = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.tuple([listed], listed));

export const exactModel = z.string().regex(new RegExp(`^${name}@\\d+$`), 'name@version');

export const modelShare = z
  .string()
  .regex(new RegExp(`^${name}@\\d+:${percent}$`), 'name@version:10%, of 0.01 to 99.99 %')
  .refine((text) => shareOf(text).percent > 0, 'name@version:10%, of 0.01 to 99.99 %');

export interface ExactModel {
  readonly name: string;
  readonly version: string;
}

/** Parses one entry that `modelList` accepts. */
export function modelOf(text: string): { readonly name: string; readonly version: string | undefined } {
  const [model = '', version] = text.split('@');
  return { name: model, version };
}

/** Parses a value that `exactModel` accepts. */
export function exactModelOf(text: string): ExactModel {
  const { name: model, version = '' } = modelOf(text);
  return { name: model, version };
}

/** Parses a value that `modelShare` accepts. */
export function shareOf(text: string): ExactModel & { readonly percent: number } {
  const [model = '', share = ''] = text.split(':');
  return { ...exactModelOf(model), percent: Number.parseFloat(share) };
}

/** Mistakes for operators: `CANARY` and `SHADOW` must name versions of models in `MODELS`. */
export function modelMistakes(env: {
  readonly MODELS: readonly string[];
  readonly CANARY?: string | undefined;
  readonly SHADOW?: string | undefined;
}): string[] {
  const served = env.MODELS.map((text) => modelOf(text).name);
  const { CANARY, SHADOW } = env;
  return Object.entries({ CANARY, SHADOW })
    .filter(([, value]) => value !== undefined && !served.includes(modelOf(value).name))
    .map(
      ([setting, value]) =>
        `${setting}="${value}": must be a version of one of MODELS (${served.join(', ')})`,
    );
}
