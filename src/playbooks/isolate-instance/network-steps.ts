/** The cut: every interface into the quarantine group of its network, then what keeps open connections alive. */
import type { Face, PublicAddress } from './interfaces.ts';
import { groupSteps, QUARANTINE, quarantineGroup } from './quarantine-group.ts';
import type { IsolateRead, IsolateStep } from './reads.ts';

function moveStep(face: Face, needs: string[]): IsolateStep {
  const named = face.kind === 'branch' ? `pod interface ${face.id}` : `${face.kind} interface ${face.id}`;
  return {
    id: `move ${face.id}`,
    why: `move ${named} to ${QUARANTINE}`,
    call: 'ec2:ModifyNetworkInterfaceAttribute',
    // The group is looked up when it is run.
    input: { NetworkInterfaceId: face.id, Groups: [`${QUARANTINE} of ${face.vpc}`] },
    before: face.groups.join(', '),
    after: QUARANTINE,
    undo: { call: 'ec2:ModifyNetworkInterfaceAttribute', input: { NetworkInterfaceId: face.id, Groups: face.groups } },
    goesOn: true,
    ...(needs.length > 0 && { needs }),
  };
}

/** Without those of other services, and without those that are in their group already. */
async function unmoved(read: IsolateRead, faces: readonly Face[]): Promise<Face[]> {
  const groups = new Map<string, string | undefined>();
  for (const { vpc } of faces) if (!groups.has(vpc)) groups.set(vpc, (await quarantineGroup(read, vpc))?.GroupId);
  return faces.filter(({ managedBy, groups: held, vpc }) => managedBy === undefined && !(held.length === 1 && held[0] === groups.get(vpc)));
}

/** Interfaces that are in the group already need no step; those of other services are only told of. */
export async function cutSteps(read: IsolateRead, faces: readonly Face[]): Promise<IsolateStep[]> {
  const steps: IsolateStep[] = [];
  const needs = new Map<string, string[]>();
  const movable = await unmoved(read, faces);
  for (const vpc of [...new Set(movable.map((face) => face.vpc))].sort()) {
    const made = await groupSteps(read, vpc);
    steps.push(...made);
    needs.set(
      vpc,
      made.map(({ id }) => id),
    );
  }
  const all = movable.length === 1 ? 'its interface' : movable.length === 2 ? 'both interfaces' : `all ${movable.length} interfaces`;
  return [...steps, ...movable.map((face) => moveStep(face, needs.get(face.vpc) ?? []))].map((step) => ({
    ...step,
    stage: `move ${all} to ${QUARANTINE}`,
  }));
}

function freeElastic(
  { id }: Face,
  { ip, privateIp }: PublicAddress,
  elastic: { allocationId: string; associationId: string },
): IsolateStep {
  const place = { NetworkInterfaceId: id, ...(privateIp && { PrivateIpAddress: privateIp }) };
  return {
    id: `free address ${ip} of ${id}`,
    why: `take the Elastic address ${ip} off ${id}`,
    call: 'ec2:DisassociateAddress',
    // Where it is goes along, so that it can be looked at.
    input: { AssociationId: elastic.associationId, ...place },
    before: ip,
    after: 'no address',
    undo: { call: 'ec2:AssociateAddress', input: { AllocationId: elastic.allocationId, ...place } },
    goesOn: true,
  };
}

function freeLent({ id }: Face, { ip }: PublicAddress): IsolateStep {
  return {
    id: `free address of ${id}`,
    why: `take the public address ${ip} off ${id}`,
    call: 'ec2:ModifyNetworkInterfaceAttribute',
    input: { NetworkInterfaceId: id, AssociatePublicIpAddress: false },
    before: ip,
    after: 'no address',
    undo: { notUndone: `AWS gives ${ip} to nobody twice` },
    goesOn: true,
  };
}

/** An address that is taken away ends what came over the internet gateway; connections through NAT and transit live on. */
export function addressSteps(faces: readonly Face[], spared: ReadonlySet<string>): IsolateStep[] {
  return faces
    .filter(({ managedBy }) => managedBy === undefined)
    .flatMap((face) =>
      face.addresses.flatMap((address): IsolateStep[] => {
        if (address.elastic) return spared.has(address.elastic.allocationId) ? [] : [freeElastic(face, address, address.elastic)];
        // Only the first interface can have an address that AWS lent.
        return face.kind === 'primary' ? [freeLent(face, address)] : [];
      }),
    );
}
