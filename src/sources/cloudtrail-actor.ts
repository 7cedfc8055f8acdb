/** Who made a CloudTrail call: userIdentity in all its variants, as a principal, its key and a name for people. */
import { accessKeyFrom } from '../domain/access-key.ts';
import type { AccessKey, Principal } from '../domain/finding.ts';
import { principalFrom } from '../domain/principal.ts';
import { type Fields, record, text } from './fields.ts';

export interface Actor {
  principal: Principal;
  /** As people say it: "role deploy (session alice)". */
  words: string;
  root: boolean;
  /** The AWS service that acted by itself or on behalf of the caller, such as cloudformation.amazonaws.com. */
  service?: string;
  key?: AccessKey;
}

/** Role names only: whoever assumes a role chooses the session's name, so that proves nothing. */
const ownRole = /^(?:drawbridge(?:-[a-z0-9]+)*|secchatops)-(?:read|contain|destroy)$/i;

export function actorOf(call: Fields): Actor {
  const identity = record(call, 'userIdentity');
  const type = text(identity, 'type') ?? '';
  const principal = principalOf(identity, type, text(call, 'recipientAccountId') ?? '');
  const key = text(identity, 'accessKeyId');
  const service = serviceOf(call, identity, type);
  return {
    principal,
    words: wordsOf(principal, type, identity),
    root: principal.kind === 'root',
    ...(service ? { service } : {}),
    ...(key ? { key: accessKeyFrom(key) } : {}),
  };
}

export function isOwnRole({ principal }: Actor): boolean {
  return principal.kind === 'role' && ownRole.test(principal.name ?? '');
}

function principalOf(identity: Fields, type: string, recipient: string): Principal {
  const arn = text(identity, 'arn');
  const account = text(identity, 'accountId') ?? recipient;
  // userName is an alias of the account for Root, and missing for sessions, whose issuer is the role.
  const issuer = text(identity, 'sessionContext', 'sessionIssuer', 'userName');
  const name =
    type === 'IAMUser' ? text(identity, 'userName') : (issuer ?? text(identity, 'userName') ?? text(identity, 'onBehalfOf', 'userId'));
  const invokedBy = type === 'AWSService' ? text(identity, 'invokedBy') : undefined;
  return principalFrom({ type, name: name ?? invokedBy, id: text(identity, 'principalId'), arn, account }) ?? { kind: 'unknown', account };
}

/** The console calls as the person: that is no service acting. */
function serviceOf(call: Fields, identity: Fields, type: string): string | undefined {
  const invokedBy = text(identity, 'invokedBy');
  if (type === 'AWSService' || text(call, 'eventType') === 'AwsServiceEvent') return invokedBy ?? 'an AWS service';
  return invokedBy === undefined || invokedBy === 'signin.amazonaws.com' ? undefined : invokedBy;
}

function wordsOf(principal: Principal, type: string, identity: Fields): string {
  const { kind, name: who } = principal;
  if (kind === 'root') return 'the root user';
  if (kind === 'role' || kind === 'sso') return `role ${who ?? 'unknown'}${principal.session ? ` (session ${principal.session})` : ''}`;
  if (kind === 'user') return `user ${who ?? 'unknown'}`;
  if (kind === 'federated') return `federated user ${who ?? 'unknown'}`;
  if (kind === 'service') return who ?? 'an AWS service';
  return type === 'AWSAccount' ? `somebody in account ${text(identity, 'accountId') ?? 'unknown'}` : (who ?? 'somebody unknown');
}
