/** Which addresses must never be blocked: not public, too wide, trusted by policy, or the edge of a network that everybody uses. */
import { BlockList, isIP } from 'node:net';

export interface Network {
  address: string;
  bits: number;
  family: 'ipv4' | 'ipv6';
}

const NARROWEST = { ipv4: 32, ipv6: 128 };
/** The widest that may be blocked. */
const WIDEST = { ipv4: 24, ipv6: 64 };

/** An address or a CIDR in canonical form; undefined when it is neither. */
export function networkOf(text: string): Network | undefined {
  const [address = '', bits] = text.split('/');
  const version = isIP(address);
  if (version === 0 || address.includes('%')) return undefined;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const width = bits === undefined ? NARROWEST[family] : Number(bits);
  if (!Number.isInteger(width) || width < 0 || width > NARROWEST[family]) return undefined;
  // URLs write the sixth version in its one short form, as EC2 does.
  return { address: version === 4 ? address : new URL(`http://[${address}]`).hostname.slice(1, -1), bits: width, family };
}

export function cidrOf({ address, bits }: Network): string {
  return `${address}/${bits}`;
}

/** True when the one has addresses of the other. */
function overlaps(one: Network, other: Network): boolean {
  if (one.family !== other.family) return false;
  const [wide, narrow] = one.bits <= other.bits ? [one, other] : [other, one];
  const list = new BlockList();
  list.addSubnet(wide.address, wide.bits, wide.family);
  return list.check(narrow.address, narrow.family);
}

/** From IANA's registries of special-purpose addresses; ranges for documentation count as public. */
const special: [string, string[]][] = [
  ['a private address', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
  ['an address shared behind carriers (CGNAT)', ['100.64.0.0/10']],
  ['a link-local address, such as instance metadata', ['169.254.0.0/16', 'fe80::/10']],
  ['no public address', ['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3', '::/127', '::ffff:0:0/96', '64:ff9b::/96', 'ff00::/8']],
];
/** From AWS's published ranges of CloudFront, as far as they have been stable for years. */
const cloudFront = [
  '13.32.0.0/15 13.35.0.0/16 13.224.0.0/14 13.249.0.0/16 18.64.0.0/14 18.154.0.0/15 18.160.0.0/15 18.164.0.0/15 18.172.0.0/15',
  '18.238.0.0/15 18.244.0.0/15 52.46.0.0/18 52.84.0.0/15 52.222.128.0/17 54.182.0.0/16 54.192.0.0/16 54.230.0.0/16',
  '54.239.128.0/18 54.239.192.0/19 54.240.128.0/18 64.252.64.0/18 64.252.128.0/18 65.8.0.0/16 65.9.0.0/17 70.132.0.0/18',
  '71.152.0.0/17 99.84.0.0/16 99.86.0.0/16 108.138.0.0/15 108.156.0.0/14 130.176.0.0/17 143.204.0.0/16 144.220.0.0/16',
  '204.246.168.0/22 205.251.192.0/19 216.137.32.0/19 2600:9000::/28',
].flatMap((line) => line.split(' '));

function within(network: Network, ranges: readonly string[]): string | undefined {
  return ranges.find((range) => {
    const other = networkOf(range);
    return other !== undefined && overlaps(network, other);
  });
}

/** Why this address or CIDR must not be blocked, as in "10.0.0.5 is …"; undefined when it may. */
export function blockProblem(text: string, trusted: readonly string[]): string | undefined {
  const network = networkOf(text);
  if (!network) return 'no address';
  if (network.bits < WIDEST[network.family]) return `wider than /${WIDEST[network.family]}: it would cut off too many`;
  const kind = special.find(([, ranges]) => within(network, ranges));
  if (kind) return kind[0];
  const range = within(network, trusted);
  if (range) return `within ${range}, which policy trusts`;
  return within(network, cloudFront) ? 'an edge of CloudFront: whoever is behind it is somebody else the next moment' : undefined;
}
