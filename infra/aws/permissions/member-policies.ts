/** The policies of the three roles in a member account, derived from what enrichers and enabled playbooks declare. */
import type { ReadName } from '../../../src/domain/aws-calls.ts';
import { enrichers } from '../../../src/enrichers/index.ts';
import type { Playbook } from '../../../src/playbooks/define.ts';
import { actionOf } from './action-names.ts';
import { type PolicyDocument, packed, type Statement } from './documents.ts';
import { allowing, reaches, type Write } from './granted.ts';
import { denyingDeletion } from './never-called.ts';
import { denyingNeverTargets, type Protected } from './never-targets.ts';

export interface MemberOptions extends Protected {
  /** Playbooks whose mode is not off everywhere. Those with standing responses must stay, or nobody can undo them. */
  enabled: readonly Pick<Playbook, 'id' | 'risk' | 'reads' | 'writes'>[];
  /** Policy lets Step Functions workflows ask for approvals. */
  workflows?: boolean;
}
/** Several documents where one is too long for IAM; all of a list go on the role. */
export interface MemberPolicies {
  read: PolicyDocument[];
  contain: PolicyDocument[];
  /** Absent, as the role is, unless a playbook is irreversible. */
  destroy?: PolicyDocument[];
}

const workflowReads: readonly ReadName[] = ['states:DescribeExecution'];
const workflowWrites: readonly Write[] = [{ call: 'states:SendTaskFailure' }, { call: 'states:SendTaskSuccess' }];

/** The same rule by which a step's role is chosen. */
export function roleClassOf({ risk }: Pick<Playbook, 'risk'>): 'contain' | 'destroy' {
  return risk === 'irreversible' ? 'destroy' : 'contain';
}

function reading({ enabled, workflows }: MemberOptions): Statement {
  const calls = [...[...enabled, ...enrichers].flatMap(({ reads }) => reads), ...(workflows ? workflowReads : [])];
  // Most of these know no resources; to decide about a thing it must be read first, a never-target as well.
  return { Effect: 'Allow', Action: [...new Set(calls.map(actionOf))].sort(), Resource: ['*'] };
}

function writing(roleClass: 'contain' | 'destroy', options: MemberOptions): PolicyDocument[] {
  const { enabled, workflows, partition } = options;
  const own = enabled.filter((playbook) => roleClassOf(playbook) === roleClass);
  const writes: Write[] = own.flatMap(({ id, writes: calls }) => calls.map((call) => ({ call, playbook: id })));
  if (roleClass === 'contain' && workflows) writes.push(...workflowWrites);
  const denying = denyingNeverTargets(reaches(writes), options);
  return packed([...allowing(writes, partition), denyingDeletion(roleClass), ...denying]);
}

/** Throws when a declared write has no scope, or when never-targets do not fit into the policies of one role. */
export function memberPolicies(options: MemberOptions): MemberPolicies {
  const destroys = options.enabled.some((playbook) => roleClassOf(playbook) === 'destroy');
  return {
    read: packed([reading(options)]),
    contain: writing('contain', options),
    ...(destroys && { destroy: writing('destroy', options) }),
  };
}
