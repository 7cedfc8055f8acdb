/** Who signed a request and for where, from its SigV4 credential scope; signatures are not checked. */
import type { HttpRequest } from '../http.ts';
import { ownerOfKey } from './adopt.ts';
import type { Simulation } from './call.ts';
import { accountInKeyId } from './ids.ts';
import type { AwsRequest } from './protocol.ts';

export interface Caller extends AwsRequest {
  keyId: string;
  /** The key was switched off: AWS does not know it any more. */
  refused?: true;
}

const SCOPE = /Credential=([^/\s]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/;

/** Undefined for a request that is not signed. */
export function callerOf(simulation: Simulation, http: HttpRequest): Caller | undefined {
  const [, keyId, region, service] = SCOPE.exec(http.headers.authorization ?? '') ?? [];
  if (!keyId || !region || !service) return undefined;
  const session = simulation.sessions.get(keyId);
  if (session) {
    const principal = `arn:aws:sts::${session.account}:assumed-role/${session.role}/${session.name}`;
    const { account, sourceIdentity } = session;
    return { keyId, account, region, service, principal, http, ...(sourceIdentity ? { sourceIdentity } : {}) };
  }
  const owner = ownerOfKey(simulation.world, keyId);
  if (owner) {
    const principal = `arn:aws:iam::${owner.account}:user${owner.user.path}${owner.user.name}`;
    const refused = owner.key.status === 'Inactive' ? { refused: true as const } : {};
    return { keyId, account: owner.account, region, service, principal, http, ...refused };
  }
  // Credentials from before a restart still say whose they are.
  const earlier = accountInKeyId(keyId);
  const account = earlier && Object.hasOwn(simulation.world.accounts, earlier) ? earlier : simulation.world.hub.account;
  const hub = `arn:aws:iam::${account}:role/${simulation.deployment}-hub`;
  const principal = account === simulation.world.hub.account ? hub : `arn:aws:sts::${account}:assumed-role/earlier-session/unknown`;
  return { keyId, account, region, service, principal, http };
}
