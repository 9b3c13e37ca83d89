import { InvalidArgumentError } from 'commander';
import { modelNamePattern } from '../../foundation/config/model-names.js';
import { exactModel, modelOf } from '../../foundation/config/model-names.js';

/** A parser for an option that is a whole number; commander names the option, this the allowed values. */
export function wholeOption(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= lowest && value <= highest) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${lowest} to ${highest}.`);
  };
}

export function urlOption(text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('It must be a URL such as http://127.0.0.1:3000.');
}

/** A parser for a moment; without a time of day it is the beginning of the day in UTC. */
export function timeOption(text: string): string {
  if (/^\d{4}-\d\d-\d\d(T|$)/.test(text) && !Number.isNaN(Date.parse(text)))
    return new Date(text).toISOString();
  throw new InvalidArgumentError(
    'It must be a time in ISO 8601, such as 2026-01-31T12:00:00Z or 2026-01-31.',
  );
}

/** A parser for an option that is any number. */
export function numberOption(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d*\.?\d+$/.test(text) && value >= lowest && value <= highest) return value;
    throw new InvalidArgumentError(`It must be a number from ${lowest} to ${highest}.`);
  };
}

/** The name of a model, which is a folder. */
export function nameOption(text: string): string {
  if (modelNamePattern.test(text)) return text;
  throw new InvalidArgumentError('It must be up to 100 letters, digits, - and _.');
}

/** A parser for a model with or without a version. */
export function modelOption(text: string): ReturnType<typeof modelOf> {
  if (exactModel.safeParse(text.includes('@') ? text : `${text}@1`).success) return modelOf(text);
  throw new InvalidArgumentError('It must be name or name@version.');
}

/** Characters that a header can carry. */
export function apiKeyOption(text: string): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new InvalidArgumentError('It must be a key or token: letters, digits and signs without spaces.');
}

export function groupOption(text: string): string {
  if (/^[A-Za-z][\w.-]{0,80}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be 1 to 81 letters, digits, . _ -');
}
