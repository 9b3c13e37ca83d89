import type { Command, Option } from 'commander';

interface Word {
  readonly word: string;
  readonly about: string;
}
interface Place {
  /** Such as `/topics/create`; empty for the program itself. */
  readonly path: string;
  readonly words: readonly Word[];
  readonly options: readonly Option[];
}

/** What may be typed behind each command of the tree. */
function placesOf(command: Command, path = ''): Place[] {
  const helper = command.createHelp();
  const options = helper.visibleOptions(command);
  const below = command.commands.map((each) => ({ word: each.name(), about: each.description() }));
  const choices = command.registeredArguments.flatMap(({ argChoices = [], description }) =>
    argChoices.map((word) => ({ word, about: description })),
  );
  const flags = options.map((option) => ({ word: option.long ?? '', about: option.description }));
  const here = { path, words: [...below, ...choices, ...flags], options };
  return [here, ...command.commands.flatMap((each) => placesOf(each, `${path}/${each.name()}`))];
}

const choicesOf = ({ path, options }: Place) =>
  options.flatMap(({ long, argChoices }) => (argChoices ? [{ key: `${path} ${long}`, argChoices }] : []));

const lines = <T>(items: readonly T[], line: (item: T) => string) => items.map(line).join('\n');
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
const listOf = (words: readonly string[]) => quoted(words.join(' '));

export function bashCompletion(program: Command): string {
  const places = placesOf(program);
  return `_seamline() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" place="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$place/$word" in
      ${
        places
          .map(({ path }) => path)
          .filter(Boolean)
          .join('|') || '/'
      }) place="$place/$word" ;;
    esac
  done
  case "$place $previous" in
${lines(places.flatMap(choicesOf), ({ key, argChoices }) => `    ${quoted(key)}) words=${listOf(argChoices)} ;;`)}
    *) case "$place" in
${lines(places, ({ path, words }) => `      ${quoted(path)}) words=${listOf(words.map(({ word }) => word))} ;;`)}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _seamline seamline`;
}

export function zshCompletion(program: Command): string {
  const places = placesOf(program);
  const described = ({ word, about }: Word) => quoted(`${word}:${about}`);
  return `#compdef seamline
_seamline() {
  local place="" word previous="\${words[CURRENT-1]}"
  local -a found
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$place/$word" in
      ${places
        .map(({ path }) => path)
        .filter(Boolean)
        .join('|')}) place="$place/$word" ;;
    esac
  done
  case "$place $previous" in
${lines(places.flatMap(choicesOf), ({ key, argChoices }) => `    ${quoted(key)}) found=(${argChoices.map(quoted).join(' ')}) ;;`)}
    *) case "$place" in
${lines(places, ({ path, words }) => `      ${quoted(path)}) found=(${words.map(described).join(' ')}) ;;`)}
    esac ;;
  esac
  _describe seamline found || _files
}
compdef _seamline seamline`;
}

export function fishCompletion(program: Command): string {
  return lines(placesOf(program), ({ path, words, options }) => {
    const seen = path.split('/').filter(Boolean);
    const inside = seen.map((name) => `__fish_seen_subcommand_from ${name}`);
    const condition = quoted(inside.join('; and ') || '__fish_use_subcommand');
    const commands = words.filter(({ word }) => !word.startsWith('--'));
    const start = `complete -c seamline -n ${condition}`;
    return [
      ...commands.map(({ word, about }) => `${start} -f -a ${word} -d ${quoted(about)}`),
      ...options.map(({ long = '', description, argChoices, required }) => {
        const value = argChoices ? ` -x -a ${listOf(argChoices)}` : required ? ' -r' : '';
        return `${start} -l ${long.slice(2)}${value} -d ${quoted(description)}`;
      }),
    ].join('\n');
  });
}
