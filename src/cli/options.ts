import { InvalidArgumentError } from 'commander';

/** A parser for an option that is a whole number; commander names the option, this the value that is allowed. */
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

/** A parser for an option that is any number. */
export function numberOption(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d*\.?\d+$/.test(text) && value >= lowest && value <= highest) return value;
    throw new InvalidArgumentError(`It must be a number from ${lowest} to ${highest}.`);
  };
}

export function groupOption(text: string): string {
  if (/^[A-Za-z][\w.-]{0,80}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be 1 to 81 letters, digits, . _ -');
}
