const mostCharacters = 100;
const mostLevels = 8;

/** The beginning of a value as JSON. */
interface Shown {
  readonly text: string;
  /** Nothing was left out. */
  readonly isWhole: boolean;
}

/**
 * A stranger's value as JSON, for an error: at most 100 characters of it, and 8 levels of lists and objects. However
 * large or deep the value is, showing it takes no time, and no stack.
 */
export function shown(value: unknown): Shown {
  const writer = new Writer();
  writer.write(value, 0);
  if (writer.text.length <= mostCharacters) return { text: writer.text, isWhole: !writer.isCut };
  return { text: `${writer.text.slice(0, mostCharacters)}…`, isWhole: false };
}

class Writer {
  text = '';
  isCut = false;

  write(value: unknown, level: number): void {
    if (typeof value === 'string') {
      this.text += JSON.stringify(value.slice(0, mostCharacters + 1));
    } else if (typeof value !== 'object' || value === null) {
      this.text += value === undefined ? 'null' : String(value);
    } else if (level === mostLevels) {
      this.text += '…';
      this.isCut = true;
    } else if (Array.isArray(value)) {
      this.writeAll('[]', value as unknown[], (inner) => this.write(inner, level + 1));
    } else {
      const keys = Object.keys(value);
      this.writeAll('{}', keys, (key) => {
        this.text += `${JSON.stringify(key.slice(0, mostCharacters + 1))}:`;
        this.write((value as Record<string, unknown>)[key], level + 1);
      });
    }
  }

  private writeAll<T>([open, close]: string, all: readonly T[], write: (one: T) => void): void {
    this.text += open;
    for (const [at, one] of all.entries()) {
      if (this.text.length > mostCharacters) return;
      if (at > 0) this.text += ',';
      write(one);
    }
    this.text += close;
  }
}
