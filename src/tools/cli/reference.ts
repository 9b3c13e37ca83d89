import type { Argument, Command } from 'commander';

/** As in `--help`: <needed>, [optional], <several...>. */
function usageOf(argument: Argument): string {
  const text = argument.name() + (argument.variadic ? '...' : '');
  return argument.required ? `<${text}>` : `[${text}]`;
}

/** A section of docs/cli.md for each command below: its work, its arguments and its options. */
export function referenceOf(command: Command, name = command.name()): string[] {
  const help = command.createHelp();
  const options = help.visibleOptions(command).filter(({ long }) => long !== '--help');
  const width = Math.max(28, ...options.map((option) => help.optionTerm(option).length + 1));
  const lines = [
    [name, ...command.registeredArguments.map(usageOf)].join(' '),
    ...options.map(
      (option) => `  ${help.optionTerm(option).padEnd(width)} ${help.optionDescription(option)}`,
    ),
  ];
  const section = `## \`${name}\`\n\n${command.description()}\n\n\`\`\`\n${lines.join('\n')}\n\`\`\`\n`;
  return [section, ...command.commands.flatMap((each) => referenceOf(each, `${name} ${each.name()}`))];
}
