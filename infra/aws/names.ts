/** Names and ARNs of what the hub has, known before anything is deployed: the member accounts trust them, and rings of references need none. */
import type { FunctionRow } from './functions.ts';
import type { Settings } from './settings.ts';

export interface Names {
  /** `<deployment>-<short name>`: of a queue, a function, a rule, a topic… which each exist once per account and Region. */
  of(short: string): string;
  arn(service: string, resource: string): string;
  /** All of a queue's URL up to its short name. */
  queuePrefix: string;
  /** Roles exist once per account, so theirs hold the Region. */
  roleName(row: Pick<FunctionRow, 'name'>): string;
  roleArn(row: Pick<FunctionRow, 'name'>): string;
  bus: string;
  secret(of: 'slack' | 'pagerduty' | 'tickets'): string;
  /** The bucket of the evidence: names of buckets are unique in all of AWS. */
  evidence: string;
  /** Of the key that everything is encrypted with, where the deployment has one of its own. */
  keyAlias: string;
}

const longestRole = 64;

export function namesOf({ deployment, hubAccount, hubRegion, partition }: Settings): Names {
  const of = (short: string) => `${deployment}-${short}`;
  const roleName = ({ name }: Pick<FunctionRow, 'name'>) => {
    const full = `${deployment}-${hubRegion}-${name}`;
    if (full.length > longestRole) throw new Error(`${full} is longer than the ${longestRole} characters of a role's name`);
    return full;
  };
  return {
    of,
    arn: (service, resource) => `arn:${partition}:${service}:${hubRegion}:${hubAccount}:${resource}`,
    queuePrefix: `https://sqs.${hubRegion}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}/${hubAccount}/${deployment}-`,
    roleName,
    roleArn: (row) => `arn:${partition}:iam::${hubAccount}:role/${roleName(row)}`,
    bus: deployment,
    secret: (which) => `${deployment}/${which}`,
    evidence: `${deployment}-evidence-${hubAccount}-${hubRegion}`,
    keyAlias: `alias/${deployment}`,
  };
}
