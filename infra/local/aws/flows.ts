/** Simulated connections: what cuts one, and the flow-log lines it leaves behind. */
import { type Call, iso } from './call.ts';
import type { Instance, NetworkInterface } from './world.ts';
import type { Flow } from './world-network.ts';

const INTERVAL = 60_000;

function placeOf(call: Call, id: string): { instance: Instance; eni: NetworkInterface } | undefined {
  for (const instance of Object.values(call.region.instances)) {
    const eni = Object.hasOwn(instance.interfaces, id) ? instance.interfaces[id] : undefined;
    if (eni) return { instance, eni };
  }
  return undefined;
}

/** Denied both ways in the subnet's ACL: the one thing that ends what is tracked by itself. */
function isDenied(call: Call, subnet: string, remote: string): boolean {
  const acl = Object.values(call.region.networkAcls).find(({ subnets }) => subnets.includes(subnet));
  const denies = (egress: boolean) =>
    acl?.entries.some((entry) => entry.egress === egress && !entry.allow && entry.cidr === `${remote}/32`);
  return denies(false) === true && denies(true) === true;
}

/**
 * A tracked connection outlives a change of groups: through NAT or transit always, over an internet gateway until its public address
 * is gone. It ends with a deny in the network ACL, with its address, or with its instance.
 */
function isCut(call: Call, flow: Flow): boolean {
  const place = placeOf(call, flow.interface);
  if (place?.instance.state !== 'running') return true;
  const { subnet, publicIp } = place.eni;
  const route = call.region.routes?.[subnet] ?? 'internet';
  if (isDenied(call, subnet, flow.remote) || route === 'none') return true;
  return route === 'internet' && publicIp === undefined;
}

/** To be called after everything that may cut a connection. */
export function cutFlows(call: Call): void {
  for (const flow of call.region.flows ?? []) if (!flow.endedAt && isCut(call, flow)) flow.endedAt = iso(call.now);
}

/** One line a minute for as long as it lives, and refused attempts for ten minutes after: default format, version 2. */
export function flowLines(call: Call, from: number, to: number): { at: number; text: string; interface: string }[] {
  return (call.region.flows ?? []).flatMap((flow) => {
    const place = placeOf(call, flow.interface);
    const began = Math.max(from, Date.parse(flow.startedAt));
    const ended = flow.endedAt ? Date.parse(flow.endedAt) : Number.POSITIVE_INFINITY;
    const lines = [];
    for (let at = Math.ceil(began / INTERVAL) * INTERVAL; at <= Math.min(to, ended + 10 * INTERVAL); at += INTERVAL) {
      const action = at - INTERVAL < ended ? 'ACCEPT' : 'REJECT';
      const seconds = Math.floor(at / 1000);
      const text = `2 ${call.accountId} ${flow.interface} ${place?.eni.privateIp ?? '-'} ${flow.remote} 49152 ${flow.port} 6 12 1460 ${seconds - 60} ${seconds} ${action} OK`;
      lines.push({ at, text, interface: flow.interface });
    }
    return lines;
  });
}
