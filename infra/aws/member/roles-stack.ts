/** The roles in a member account, derived from what the enabled playbooks declare: deployed once per account, in one Region. The management account only lets read. */
import { DefaultStackSynthesizer, type IStackSynthesizer, Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { optionsFor } from '../../permissions.ts';
import { acceptWildcards } from '../accepted.ts';
import { functions, type Need } from '../functions.ts';
import { namesOf } from '../names.ts';
import type { PolicyDocument } from '../permissions/documents.ts';
import { memberPolicies } from '../permissions/member-policies.ts';
import { trustPolicies } from '../permissions/trust.ts';
import type { Settings } from '../settings.ts';

/** ARNs of the hub's functions that may assume it. */
function assuming(need: Need, settings: Settings): string[] {
  const { roleArn } = namesOf(settings);
  return functions.filter(({ needs }) => needs.includes(need)).map(roleArn);
}

/** Exactly one function destroys; whoever adds a second must think again. */
function theDestroyer(settings: Settings): string {
  const [first, ...more] = assuming('assume-destroy', settings);
  if (!first || more.length > 0) throw new Error('exactly one function may need assume-destroy');
  return first;
}

/** StackSets know no assets and no bootstrap. */
export function plainSynthesizer(): IStackSynthesizer {
  // The two types say the same; only exactOptionalPropertyTypes tells them apart.
  return new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer;
}

type RoleClass = 'read' | 'contain' | 'destroy';

function makeRoles(stack: Stack, classes: readonly RoleClass[], settings: Settings): Stack {
  const { deployment, organisation, partition, policy } = settings;
  const trust = trustPolicies({
    deployment,
    organisation,
    team: policy.team,
    hub: { read: assuming('assume-read', settings), contain: assuming('assume-contain', settings), destroy: theDestroyer(settings) },
  });
  const documents = memberPolicies(optionsFor(policy, deployment, partition));
  for (const roleClass of classes) {
    const own = documents[roleClass];
    if (own) makeRole(stack, `${deployment}-${roleClass}`, roleClass, trust[roleClass], own);
  }
  return stack;
}

export function makeRolesStack(scope: Construct, settings: Settings): Stack {
  const stack = new Stack(scope, 'MemberRoles', {
    stackName: `${settings.deployment}-member-roles`,
    description: 'Drawbridge: the roles by which the security account reads and contains here',
    synthesizer: plainSynthesizer(),
  });
  return makeRoles(stack, ['read', 'contain', 'destroy'], settings);
}

/** StackSets skip the management account, and so does everything that writes: whoever changes it changes the whole organisation. */
export function makeManagementStack(scope: Construct, settings: Settings): Stack {
  const stack = new Stack(scope, 'ManagementAccount', {
    stackName: `${settings.deployment}-management`,
    description: 'Drawbridge: the role by which the security account reads in the management account',
    synthesizer: plainSynthesizer(),
  });
  return makeRoles(stack, ['read'], settings);
}

function makeRole(stack: Stack, roleName: string, roleClass: string, trust: object, documents: readonly PolicyDocument[]): void {
  const role = new CfnRole(stack, roleClass, {
    roleName,
    description: `Drawbridge in the security account may ${roleClass} here`,
    assumeRolePolicyDocument: trust,
    maxSessionDuration: 3600,
  });
  for (const [at, policyDocument] of documents.entries()) {
    const policy = new CfnManagedPolicy(stack, `${roleClass}-${at + 1}`, { policyDocument, roles: [role.ref] });
    acceptWildcards(policy, policyDocument.Statement, (resource) =>
      resource === '*'
        ? 'Reading, or an action that knows no resources: docs/permissions.md lists each.'
        : 'Which thing it will be is known when a finding comes; never-targets are denied, and conditions stand where IAM has them.',
    );
  }
}
