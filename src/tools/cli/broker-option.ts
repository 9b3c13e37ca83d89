import { Option } from 'commander';
import type { Config } from '../../foundation/config/config.js';
import { brokerNames } from '../../transport/drivers/index.js';

export function brokerOption(): Option {
  return new Option('--broker <name>', 'broker to use (default: the first of BROKERS)').choices(
    brokerNames(),
  );
}

/** The broker of the option, else the first of the setting, which has at least one. */
export function brokerOf(option: string | undefined, { brokers }: Pick<Config, 'brokers'>): string {
  return option ?? (brokers[0] as string);
}
