import { BlockList, isIP } from 'node:net';

/** IANA's special-purpose registry of IPv4, multicast, and what is reserved. */
const specialOfIPv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** All of IPv6 that is public, and what of it is special: Teredo, 6to4 and documentation lead elsewhere. */
const publicOfIPv6 = ['2000::/3'];
const specialOfIPv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

function listOf(networks: readonly string[]): BlockList {
  const found = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    found.addSubnet(address, Number(bits ?? (family === 'ipv4' ? 32 : 128)), family);
  }
  return found;
}

const special4 = listOf(specialOfIPv4);
const public6 = listOf(publicOfIPv6);
const special6 = listOf(specialOfIPv6);

/**
 * The addresses that a picture may come from: public ones, and those of the given networks. The metadata server of a
 * cloud, this machine and the networks around it are not public.
 */
export class AllowedAddresses {
  private readonly allowed: BlockList;

  /** @param privateNetworks such as `10.1.0.0/16`, or an address. */
  constructor(privateNetworks: readonly string[]) {
    this.allowed = listOf(privateNetworks);
  }

  has(address: string): boolean {
    const family = isIP(address);
    if (family === 4) return !special4.check(address) || this.allowed.check(address);
    if (family !== 6) return false;
    const isPublic = public6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
    return isPublic || this.allowed.check(address, 'ipv6');
  }
}
