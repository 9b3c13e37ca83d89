/** A simple command, as `A=1 program words`. */
export interface ShellCommand {
  readonly settings: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

const assignment = /^([A-Za-z_]\w*)=(.*)$/s;
/** The parts of a line of the shell: quoted text, an operator, a comment, or plain characters. */
const part =
  /'([^']*)'|"((?:\\.|[^"\\])*)"|(\\\n)|((?:^|(?<=\s))#[^\n]*)|(&&|\|\||[|;\n]|\d?>)|(\s)|((?:\\.|[^\s'"|;&>\\])+|[&>])/gs;

/** The commands of a script. It knows what the documentation uses: quotes, variables, comments, `&&`, `|`, `;`, `>`. */
export function commandsOf(script: string): ShellCommand[] {
  const variables = new Map<string, string>();
  const expand = (text: string) =>
    text.replaceAll(/\$(\w+)/g, (all, name: string) => variables.get(name) ?? all);
  const commands: ShellCommand[] = [];
  for (const words of wordsOf(script, expand)) {
    const first = words.findIndex((word) => !assignment.test(word));
    const before = words.slice(0, first < 0 ? words.length : first);
    const settings = Object.fromEntries(before.map((word) => (assignment.exec(word) ?? []).slice(1, 3)));
    if (first < 0) for (const [name, value] of Object.entries(settings)) variables.set(name, String(value));
    else commands.push({ settings, words: words.slice(first) });
  }
  return commands;
}

/** One list of words for each command; a variable is known from the command after its assignment on. */
function* wordsOf(script: string, expand: (text: string) => string): Generator<string[]> {
  let words: string[] = [];
  let word: string | undefined;
  const endWord = () => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  for (const [, single, double, joined, comment, operator, space, plain] of script.matchAll(part)) {
    if (joined !== undefined || comment !== undefined) continue;
    if (operator !== undefined || space !== undefined) endWord();
    else word = (word ?? '') + (single ?? expand(double ?? plain ?? ''));
    if (operator === undefined) continue;
    if (words.length > 0) yield words;
    // What output goes into is a file's name, no command.
    words = operator.endsWith('>') ? ['>'] : [];
  }
  endWord();
  if (words.length > 0) yield words;
}
