import { BlockList, isIP, isIPv6 } from 'node:net';

// Networks that are not the public internet (IANA special-purpose registries, RFC 6890 and its updates).
const NOT_PUBLIC = [
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
  '224.0.0.0/3',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

const notPublic = networkList(NOT_PUBLIC);

/** A list of networks in CIDR form (or single addresses); throws where one is neither. */
export function networkList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address);
    if (family === 0) throw new Error(`${network} is not an address or a network such as 10.1.0.0/16`);
    const prefix = bits === undefined ? (family === 6 ? 128 : 32) : Number(bits);
    list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** Whether an address is public, or in one of the networks that are allowed all the same. */
export function mayReach(address: string, allowed: BlockList): boolean {
  // An IPv4 address that is mapped into IPv6 is checked as the IPv4 address by BlockList itself.
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  return allowed.check(address, family) || !notPublic.check(address, family);
}
