/** The roles in a member account, derived from what the enabled playbooks declare: deployed once per account, in one Region. */
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

export function makeRolesStack(scope: Construct, settings: Settings): Stack {
  const { deployment, organisation, partition, policy } = settings;
  const stack = new Stack(scope, 'MemberRoles', {
    stackName: `${deployment}-member-roles`,
    description: 'Drawbridge: the roles by which the security account reads and contains here',
    synthesizer: plainSynthesizer(),
  });
  const trust = trustPolicies({
    deployment,
    organisation,
    team: policy.team,
    hub: { read: assuming('assume-read', settings), contain: assuming('assume-contain', settings), destroy: theDestroyer(settings) },
  });
  const documents = memberPolicies(optionsFor(policy, deployment, partition));
  for (const roleClass of ['read', 'contain', 'destroy'] as const) {
    const own = documents[roleClass];
    if (own) makeRole(stack, `${deployment}-${roleClass}`, roleClass, trust[roleClass], own);
  }
  return stack;
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
