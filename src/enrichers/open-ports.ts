/** Ports that security groups open to the whole world. */
import type { IpPermission } from '@aws-sdk/client-ec2';

function isWorld(permission: IpPermission): boolean {
  return (
    (permission.IpRanges ?? []).some(({ CidrIp }) => CidrIp === '0.0.0.0/0') ||
    (permission.Ipv6Ranges ?? []).some(({ CidrIpv6 }) => CidrIpv6 === '::/0')
  );
}

function portsOf({ IpProtocol, FromPort, ToPort }: IpPermission): string | undefined {
  if (IpProtocol === '-1' || (FromPort === 0 && ToPort === 65_535)) return 'all';
  // ICMP has types where others have ports.
  if (IpProtocol !== 'tcp' && IpProtocol !== 'udp' && IpProtocol !== '6' && IpProtocol !== '17') return undefined;
  if (FromPort === undefined || ToPort === undefined) return undefined;
  return FromPort === ToPort ? String(FromPort) : `${FromPort}-${ToPort}`;
}

/** "all" alone, or the ports and ranges in ascending order. */
export function openPorts(permissions: readonly IpPermission[]): string[] {
  const ports = new Set(permissions.filter(isWorld).flatMap((permission) => portsOf(permission) ?? []));
  return ports.has('all') ? ['all'] : [...ports].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}
