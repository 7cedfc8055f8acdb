/** What IAM users and roles have in common: inline policies and their limits, attached policies, tags, delayed visibility. */
import { type Call, iso, pageOf, tagList } from './call.ts';
import { AwsError } from './wire.ts';
import type { Role, User } from './world.ts';

interface Paged {
  Marker?: string | undefined;
  MaxItems?: number | undefined;
}
type Kind = 'user' | 'role';
const INLINE_LIMIT: Record<Kind, number> = { user: 2048, role: 10_240 };

function entity(call: Call, kind: Kind, name: string): string {
  return `${call.accountId}/${kind}/${name}`;
}

/** The user or role as reads see it now. */
export function seen<T extends User | Role>(call: Call, kind: Kind, current: T): T {
  return call.simulation.history.seen(entity(call, kind, current.name), current, call.now, call.world.iamLagMilliseconds);
}

/** To be called before every change, so that reads can lag behind it. */
export function aboutToChange(call: Call, kind: Kind, current: User | Role): void {
  if (call.world.iamLagMilliseconds > 0) call.simulation.history.note(entity(call, kind, current.name), current, call.now);
}

export function listed<T>(name: string, items: T[], input: Paged): object {
  const page = pageOf(items, input.MaxItems, input.Marker);
  return { [name]: page.items, IsTruncated: page.next !== undefined, Marker: page.next };
}

function noSuchPolicy(kind: Kind, owner: string, policy: string): AwsError {
  return new AwsError('NoSuchEntity', `The ${kind} policy with name ${policy} cannot be found for ${owner}.`, 404);
}

/** IAM answers documents percent-encoded. */
export function encodedDocument(document: string): string {
  return encodeURIComponent(document);
}

export function inlinePolicy(kind: Kind, holder: User | Role, policy: string | undefined): string {
  const name = policy ?? '';
  const document = Object.hasOwn(holder.inlinePolicies, name) ? holder.inlinePolicies[name] : undefined;
  if (document === undefined) throw noSuchPolicy(kind, holder.name, name);
  return encodedDocument(document);
}

export function putInlinePolicy(
  call: Call,
  kind: Kind,
  holder: User | Role,
  policy: string | undefined,
  document: string | undefined,
): object {
  if (!policy || !document) throw new AwsError('ValidationError', 'A policy needs a name and a document');
  try {
    JSON.parse(document);
  } catch {
    throw new AwsError('MalformedPolicyDocument', 'Syntax errors in policy.');
  }
  const after = { ...holder.inlinePolicies, [policy]: document };
  const size = Object.values(after).reduce((sum, text) => sum + text.replace(/\s/g, '').length, 0);
  if (size > INLINE_LIMIT[kind]) {
    throw new AwsError('LimitExceeded', `Maximum policy size of ${INLINE_LIMIT[kind]} bytes exceeded for ${kind} ${holder.name}`, 409);
  }
  aboutToChange(call, kind, holder);
  holder.inlinePolicies = after;
  return {};
}

export function deleteInlinePolicy(call: Call, kind: Kind, holder: User | Role, policy: string | undefined): object {
  const name = policy ?? '';
  if (!Object.hasOwn(holder.inlinePolicies, name)) throw noSuchPolicy(kind, holder.name, name);
  aboutToChange(call, kind, holder);
  delete holder.inlinePolicies[name];
  return {};
}

export function attachedPolicies(holder: User | Role, input: Paged): object {
  const items = holder.attachedPolicies.map((PolicyArn) => ({ PolicyName: PolicyArn.split('/').at(-1), PolicyArn }));
  return listed('AttachedPolicies', items, input);
}

export function principalFields(call: Call, kind: Kind, holder: User | Role): object {
  const name = kind === 'user' ? { UserName: holder.name, UserId: holder.id } : { RoleName: holder.name, RoleId: holder.id };
  const tags = tagList(holder.tags);
  return {
    ...name,
    Path: holder.path,
    Arn: `arn:aws:iam::${call.accountId}:${kind}${holder.path}${holder.name}`,
    CreateDate: iso(Date.parse(holder.createdAt)),
    ...(tags.length > 0 ? { Tags: tags } : {}),
    ...(holder.boundary && {
      PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: holder.boundary },
    }),
  };
}
