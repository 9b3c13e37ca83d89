import { Argument, Command, type Option } from 'commander';
import { printOwn } from './terminal.js';

interface Word {
  readonly word: string;
  readonly about: string;
}

/** Scripts that ask `seamline completion` for the next word each time, each in its shell's form. */
interface Shell {
  readonly script: string;
  readonly line: (word: Word) => string;
}

const shells: Readonly<Record<'bash' | 'zsh' | 'fish', Shell>> = {
  bash: {
    script: `_seamline() {
  local IFS=$'\\n'
  COMPREPLY=($(seamline completion bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _seamline seamline`,
    line: ({ word }) => word,
  },
  zsh: {
    script: `#compdef seamline
_seamline() {
  local -a found
  found=(\${(f)"$(seamline completion zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( $#found )); then _describe seamline found; else _files; fi
}
if [[ "$funcstack[1]" == _seamline ]]; then _seamline; else compdef _seamline seamline; fi`,
    line: ({ word, about }) => `${word}:${about}`,
  },
  fish: {
    script: `function __seamline_complete
  set -l typed (commandline -opc)
  set -l found (seamline completion fish -- $typed[2..] (commandline -ct) 2>/dev/null)
  if set -q found[1]
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c seamline -f -a '(__seamline_complete)'`,
    line: ({ word, about }) => `${word}\t${about}`,
  },
};

const help = `
bash: seamline completion bash > ~/.local/share/bash-completion/completions/seamline
zsh:  seamline completion zsh > "\${fpath[1]}/_seamline"
fish: seamline completion fish > ~/.config/fish/completions/seamline.fish`;

export function completionCommand(): Command {
  return new Command('completion')
    .description('print the script with which a shell completes commands and options')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(shells)))
    .argument('[words...]', 'what is typed so far: print what may be meant instead, as the script asks')
    .addHelpText('after', help)
    .action((shell: keyof typeof shells, words: readonly string[], _flags: object, command: Command) => {
      const { script, line } = shells[shell];
      if (words.length === 0) printOwn(script);
      else for (const word of completionsOf(command.parent ?? command, words)) printOwn(line(word));
    });
}

/** The possible forms of the last word, after the others; none where any text is allowed. */
export function completionsOf(program: Command, words: readonly string[]): Word[] {
  // bash takes --option=value for three words.
  const typed = words.filter((word) => word !== '=');
  const last = typed.at(-1) ?? '';
  const { command, option, argument } = placeBehind(program, typed.slice(0, -1));
  return possibleWords(command, option ?? argument, last).filter(({ word }) => word.startsWith(last));
}

/** The command of the words, and what comes next: an option's value, or an argument. */
function placeBehind(program: Command, words: readonly string[]) {
  let command = program;
  let option: Option | undefined;
  let args = 0;
  for (const word of words) {
    const named = command.options.find(({ long, short }) => word === long || word === short);
    const below = command.commands.find((each) => each.name() === word);
    if (option) option = undefined;
    else if (named) option = named.required || named.optional ? named : undefined;
    else if (below) command = below;
    else args += 1;
  }
  const { registeredArguments } = command;
  const repeated = registeredArguments.at(-1)?.variadic ? registeredArguments.at(-1) : undefined;
  return { command, option, argument: registeredArguments[args] ?? repeated };
}

function possibleWords(command: Command, expected: Argument | Option | undefined, last: string): Word[] {
  const helper = command.createHelp();
  const flags = helper
    .visibleOptions(command)
    .map(({ long, description }) => ({ word: long ?? '', about: description }));
  if (expected instanceof Argument && last.startsWith('-')) return flags;
  if (expected) return (expected.argChoices ?? []).map((word) => ({ word, about: expected.description }));
  const below = helper
    .visibleCommands(command)
    .map((each) => ({ word: each.name(), about: each.description() }));
  return [...below, ...flags];
}
