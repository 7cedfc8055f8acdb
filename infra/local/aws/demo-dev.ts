/** The developers' sandbox account of the demonstration: little order, an administrator with keys, a miner's favourite instance. */
import { newAccount, newRole } from './defaults.ts';
import { demoRegion, group, instance, profile, REGION, trailEvent, userWithKeys } from './demo-parts.ts';
import type { Account } from './world.ts';

export function sandboxDev(account: string, now: number): Account {
  const tags = { environment: 'sandbox' };
  const region = demoRegion(account);
  const open = group(account, 'playground', [{ port: 22, cidr: '0.0.0.0/0', description: 'ssh' }]);
  region.securityGroups[open.id] = open;
  const box = instance(account, 'gpu-experiment', {
    groups: [open.id],
    profile: 'experiment',
    tags: { ...tags, owner: 'jonas.weber' },
    publicIp: '198.51.100.90',
    ageDays: 2,
    now,
  });
  region.instances[box.id] = { ...box, type: 'g5.2xlarge' };
  const jonas = { username: 'jonas.weber', keyId: 'AKIA2DRAWBRIDGE00031', address: '198.51.100.77' };
  region.events = [
    trailEvent(
      { ...jonas, call: 'ec2:RunInstances', minutesAgo: 2 * 24 * 60, resources: [{ type: 'AWS::EC2::Instance', name: box.id }] },
      now,
    ),
  ];
  const keys = { [jonas.keyId]: { ageDays: 20, usedHoursAgo: 5, service: 'ec2' } };
  const attachedPolicies = ['arn:aws:iam::aws:policy/AdministratorAccess'];
  return {
    ...newAccount(),
    alias: 'sandbox-dev',
    rootMfa: false,
    users: { 'jonas.weber': userWithKeys(account, 'jonas.weber', keys, now, { tags, attachedPolicies }) },
    roles: { experiment: { ...newRole(account, 'experiment', now), tags, attachedPolicies } },
    instanceProfiles: { experiment: profile(account, 'experiment') },
    regions: { [REGION]: region },
  };
}
