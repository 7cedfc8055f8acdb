/** Whether a role of ours lets the function of the hub that would use it do so, as far as the role's trust policy says. */
import { partitionOf } from './arn.ts';

interface Hub {
  hubAccount: string;
  hubRegion: string;
  deployment: string;
}

/** The functions that carry out steps: the only ones that plans are made for. */
const runners = { contain: 'run-response', destroy: 'run-destroy' } as const;

/** ARN of the role of the function that would write in this class of role. */
export function runnerRole(roleClass: keyof typeof runners, { hubAccount, hubRegion, deployment }: Hub): string {
  return `arn:${partitionOf(hubRegion)}:iam::${hubAccount}:role/${deployment}-${hubRegion}-${runners[roleClass]}`;
}

interface Statement {
  Effect?: unknown;
  Principal?: unknown;
  Action?: unknown;
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function statementsOf(document: string): Statement[] | undefined {
  try {
    const read = JSON.parse(/^\s*%7B/i.test(document) ? decodeURIComponent(document) : document) as { Statement?: unknown } | null;
    const statements = listed(read?.Statement).filter((each) => typeof each === 'object' && each !== null);
    return statements.length > 0 ? statements : undefined;
  } catch {
    return undefined;
  }
}

/** A principal that was deleted stands there by its unique id, and its successor of the same name is not trusted. */
function names({ Principal }: Statement, arn: string): boolean {
  const [, partition, , , account] = arn.split(':');
  const held = typeof Principal === 'object' && Principal !== null && 'AWS' in Principal ? listed(Principal.AWS) : listed(Principal);
  return [arn, account, `arn:${partition}:iam::${account}:root`, '*'].some((each) => held.includes(each));
}

function lets({ Action }: Statement, action: string): boolean {
  const wanted = [action, 'sts:*', '*'].map((each) => each.toLowerCase());
  return listed(Action).some((each) => typeof each === 'string' && wanted.includes(each.toLowerCase()));
}

/**
 * `document` is JSON, percent-encoded or not. True also when it cannot be read: AWS has the last word anyway, for conditions and denials are not
 * judged here. Nobody writes without a name, so that setting the source identity has to be allowed with the rest.
 */
export function mayAssume(document: string | undefined, arn: string): boolean {
  const statements = statementsOf(document ?? '');
  if (!statements) return true;
  const own = statements.filter((each) => each.Effect === 'Allow' && names(each, arn));
  return ['sts:AssumeRole', 'sts:SetSourceIdentity'].every((action) => own.some((each) => lets(each, action)));
}
