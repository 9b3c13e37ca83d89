import { Command } from 'commander';
import { programVersion } from '../../foundation/config/program-version.js';
import { visibleLines } from '../../foundation/errors/visible.js';

const help = `
Settings come from the environment, and from a file .env in this folder; docs/settings.md lists them.
Exit codes of every command: 0 done, and all is well; 1 done, and something is wrong, missing or left out; 2 it could not
be done. With --json a command prints JSON alone. Reference: docs/cli.md.`;

type Load = () => Promise<() => Command>;

/** The whole tree of commands: a new one is a line here, and its section of docs/cli.md. */
const commands: Readonly<Record<string, Readonly<Record<string, Load>>>> = {
  'Run and look:': {
    start: async () => (await import('./start.js')).startCommand,
    demo: async () => (await import('./demo.js')).demoCommand,
    doctor: async () => (await import('./doctor.js')).doctorCommand,
    watch: async () => (await import('./watch.js')).watchCommand,
  },
  'Images and predictions:': {
    publish: async () => (await import('./publish.js')).publishCommand,
    consume: async () => (await import('./consume.js')).consumeCommand,
    verify: async () => (await import('./verify.js')).verifyCommand,
    resolve: async () => (await import('./resolve.js')).resolveCommand,
    'dead-letters': async () => (await import('./dead-letters.js')).deadLettersCommand,
    export: async () => (await import('./export.js')).exportCommand,
  },
  'Models:': {
    import: async () => (await import('./import.js')).importCommand,
    train: async () => (await import('./train.js')).trainCommand,
    evaluate: async () => (await import('./evaluate.js')).evaluateCommand,
  },
  'Set up and try:': {
    topics: async () => (await import('./topics.js')).topicsCommand,
    subscriptions: async () => (await import('./subscriptions.js')).subscriptionsCommand,
    'api-key': async () => (await import('./api-key.js')).apiKeyCommand,
    plan: async () => (await import('./plan.js')).planCommand,
    completion: async () => (await import('./completion.js')).completionCommand,
    chaos: async () => (await import('./chaos.js')).chaosCommand,
  },
};

/**
 * The program with the commands that `words`, its arguments, can lead to: loading all takes most of the time of a short
 * run. Default: every command. What it parses throws a `CommanderError` where commander would end the process.
 */
export async function createProgram(words: readonly string[] = []): Promise<Command> {
  const program = new Command('seamline')
    .description(
      'An event-driven image classifier on Kafka, Google Cloud Pub/Sub or a broker embedded in the process.',
    )
    .version(programVersion, '--version', 'print the version of Seamline')
    .commandsGroup('Set up and try:')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', help);
  const named = reachable(words);
  for (const [group, members] of Object.entries(commands))
    for (const [name, load] of Object.entries(members))
      if (named?.includes(name) ?? true) program.addCommand((await load())().helpGroup(group));
  settle(program);
  return program;
}

/** The commands that the words lead to; undefined where that may be any, as with `help`. */
function reachable([first = '', ...others]: readonly string[]): readonly string[] | undefined {
  if (first === '--version') return [];
  if (first !== 'completion') return isCommand(first) ? [first] : undefined;
  // Behind the name of the shell: what is typed so far, which ends with a word that is not complete.
  const [typed, next] = others.slice(1).filter((word) => word !== '--');
  if (typed === undefined) return [first];
  return next !== undefined && isCommand(typed) ? [first, typed] : undefined;
}

const isCommand = (word: string) => Object.values(commands).some((members) => Object.hasOwn(members, word));

/** Subcommands, too, leave the exit code to their caller, point to their help, and show mistaken words visibly. */
function settle(command: Command): void {
  command
    .showHelpAfterError('(--help shows what is possible)')
    .configureOutput({ outputError: (text, write) => write(`${visibleLines(text.trimEnd())}\n`) })
    .exitOverride();
  command.commands.forEach(settle);
}
