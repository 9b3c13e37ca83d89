import { Option } from 'commander';
import { type BrokerName, brokerNames, type Config } from '../../foundation/config/config.js';

export function brokerOption(): Option {
  return new Option('--broker <name>', 'broker to use (default: the first of BROKERS)').choices(brokerNames);
}

/** The broker of the option, else the first of the setting, which has one at least. */
export function brokerOf(option: BrokerName | undefined, { brokers }: Pick<Config, 'brokers'>): BrokerName {
  return option ?? (brokers[0] as BrokerName);
}
