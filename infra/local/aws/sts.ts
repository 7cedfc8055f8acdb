/** Simulated STS: the bot's roles in the member accounts, and whose key an access key is. */
import type * as client from '@aws-sdk/client-sts';
import { accountOf, isBotRole, ownerOfKey } from './adopt.ts';
import { type Call, iso } from './call.ts';
import { accountInKeyId, principalId, sessionKeyId } from './ids.ts';
import { AwsError, type Operations, queryWire, type Service } from './wire.ts';

const NAME = /^[\w+=,.@-]{2,64}$/;

function denied(call: Call, resource: string): AwsError {
  return new AwsError('AccessDenied', `User: ${call.principal} is not authorized to perform: sts:AssumeRole on resource: ${resource}`, 403);
}

function assumeRole(call: Call, input: client.AssumeRoleCommandInput): object {
  const { simulation } = call;
  const arn = input.RoleArn ?? '';
  const [, accountId, role] = /^arn:aws[\w-]*:iam::(\d{12}):role\/(?:.+\/)?([\w+=,.@-]+)$/.exec(arn) ?? [];
  if (!accountId || !role) throw new AwsError('ValidationError', `${arn} is invalid`);
  for (const name of [input.RoleSessionName ?? '', input.SourceIdentity ?? 'absent']) {
    if (!NAME.test(name))
      throw new AwsError('ValidationError', `1 validation error detected: Value '${name}' failed to satisfy constraint: [\\w+=,.@-]*`);
  }
  // The roles trust the hub alone, so a session in a member account gets no further.
  const fromHub = call.accountId === call.world.hub.account && !call.session;
  const { rolesMissing, deleted } = accountOf(call.world, accountId);
  if (!isBotRole(simulation, role) || !fromHub || rolesMissing || deleted.includes(role)) throw denied(call, arn);

  const keyId = sessionKeyId(accountId, simulation.sessions.size);
  const roleId = principalId('AROA', accountId, role);
  const name = input.RoleSessionName ?? '';
  const sourceIdentity = input.SourceIdentity;
  simulation.sessions.set(keyId, { account: accountId, role, roleId, name, ...(sourceIdentity ? { sourceIdentity } : {}) });
  return {
    Credentials: {
      AccessKeyId: keyId,
      SecretAccessKey: `simulated-secret-of-${keyId}`,
      SessionToken: `simulated-session-of-${keyId}`,
      // The SDK compares this with the wall clock.
      Expiration: iso(simulation.clock.wall() + (input.DurationSeconds ?? 3600) * 1000),
    },
    AssumedRoleUser: { AssumedRoleId: `${roleId}:${name}`, Arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${name}` },
    SourceIdentity: sourceIdentity,
  };
}

function getCallerIdentity(call: Call): object {
  const { session } = call;
  const id = session ? `${session.roleId}:${session.name}` : principalId('AROA', call.accountId, call.principal);
  return { Account: call.accountId, Arn: call.principal, UserId: id };
}

function getAccessKeyInfo(call: Call, input: client.GetAccessKeyInfoCommandInput): object {
  const id = input.AccessKeyId ?? '';
  if (!/^(AKIA|ASIA)[A-Z0-9]{16}$/.test(id)) throw new AwsError('ValidationError', `The access key id ${id} is not valid`);
  const handedOut = call.simulation.sessions.has(id) ? accountInKeyId(id) : undefined;
  const account = ownerOfKey(call.world, id)?.account ?? call.world.keyOwners[id] ?? handedOut;
  if (account) return { Account: account };
  call.world.keyOwners[id] = call.accountId;
  return { Account: call.accountId };
}

const operations: Operations = { AssumeRole: assumeRole, GetCallerIdentity: getCallerIdentity, GetAccessKeyInfo: getAccessKeyInfo };

export const sts: Service = { wire: queryWire(() => import('@aws-sdk/client-sts'), 'query'), operations };
