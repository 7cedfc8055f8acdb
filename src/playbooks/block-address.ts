/** Block address: denies one remote address in and out of the subnets of an instance for a day, which also ends open connections with it. */
import type { Read } from '../domain/aws-calls.ts';
import { AwsCallError } from '../domain/aws-calls.ts';
import type { Plan, Step } from '../domain/plan.ts';
import { passedAnywhere } from './block-address/flow-log.ts';
import { offersFor } from './block-address/offers.ts';
import { type BlockWrites, plan } from './block-address/plan.ts';
import { type BlockReads, entryAt, reads } from './block-address/reads.ts';
import { type Check, type CheckResult, configurationChecks, definePlaybook } from './define.ts';
import { isUndo, rereadSteps } from './reread.ts';

async function observe({ input }: Step<BlockWrites>, read: Read<BlockReads>): Promise<string> {
  try {
    const { NetworkAcls: found } = await read('ec2:DescribeNetworkAcls', { NetworkAclIds: [String(input.NetworkAclId)] });
    return found?.[0] ? entryAt(found[0], Number(input.RuleNumber), input.Egress === true) : 'gone';
  } catch (error) {
    if (error instanceof AwsCallError && error.code === 'InvalidNetworkAclID.NotFound') return 'gone';
    throw error;
  }
}

/** The address without the width of a single one. */
function addressOf({ steps }: Plan<BlockWrites>): string {
  const { CidrBlock, Ipv6CidrBlock } = steps[0]?.input ?? {};
  return String(CidrBlock ?? Ipv6CidrBlock ?? '').replace(/\/(?:32|128)$/, '');
}

async function verify(check: Check, done: Plan<BlockWrites>, since: number, read: Read<BlockReads>): Promise<CheckResult> {
  const undone = isUndo(done);
  const address = addressOf(done);
  const settled = undone ? `${done.target.label} is not denied any more` : `${address} is denied in ${done.steps.length} places`;
  const held = await rereadSteps(done, (step) => observe(step, read), settled);
  if (check.proves === 'configuration' || !('ok' in held) || !held.ok) return held;
  if (undone) return { unmeasurable: `${done.target.label} is allowed on purpose` };
  if (address.includes('/')) return { unmeasurable: `${address} is a range, which is not looked for in flow logs` };
  return passedAnywhere(read, [...new Set(done.steps.map(({ input }) => String(input.NetworkAclId)))], address, since);
}

export const blockAddress = definePlaybook({
  id: 'block_address',
  title: 'Block address',
  actionName: 'Block address',
  risk: 'nondestructive',
  reads,
  writes: ['ec2:CreateNetworkAclEntry', 'ec2:DeleteNetworkAclEntry'],
  offers: offersFor,
  plan,
  observe,
  checks: [...configurationChecks, { afterSeconds: 900, proves: 'effect' }],
  verify,
});
