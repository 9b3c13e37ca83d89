import { Command } from 'commander';

export function startCommand(): Command {
  return new Command('start')
    .description('start the roles of ROLES on the brokers of BROKERS; every setting is in .env.example')
    .action(async () => {
      await import('../main.js');
    });
}
