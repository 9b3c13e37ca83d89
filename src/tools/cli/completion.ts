import { Argument, Command } from 'commander';
import { bashCompletion, fishCompletion, zshCompletion } from './completion-scripts.js';
import { print } from './terminal.js';

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

const help = `
bash: seamline completion bash > ~/.local/share/bash-completion/completions/seamline
zsh:  seamline completion zsh > "\${fpath[1]}/_seamline"
fish: seamline completion fish > ~/.config/fish/completions/seamline.fish`;

export function completionCommand(): Command {
  return new Command('completion')
    .description('print the script with which a shell completes commands and options')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(scripts)))
    .addHelpText('after', help)
    .action((shell: keyof typeof scripts, _flags: object, command: Command) => {
      const program = command.parent ?? command;
      print(scripts[shell](program));
    });
}
