/** Who a credential belongs to, from the type, name and id that GuardDuty and Security Hub write. */
import { parseArn } from './arn.ts';
import type { Principal, Resource } from './finding.ts';
import { type Home, resourceFrom } from './resource-id.ts';

const kinds: Record<string, Principal['kind']> = {
  iamuser: 'user',
  user: 'user',
  assumedrole: 'role',
  role: 'role',
  root: 'root',
  federateduser: 'federated',
  webidentityuser: 'federated',
  samluser: 'federated',
  identitycenteruser: 'sso',
  awsservice: 'service',
};

export interface PrincipalFacts {
  type?: string | undefined;
  name?: string | undefined;
  /** AIDA…, AROA…:session or an account id. */
  id?: string | undefined;
  arn?: string | undefined;
  account: string;
}

/** Undefined when nothing says who. */
export function principalFrom(facts: PrincipalFacts): Principal | undefined {
  const { type, name, id, arn, account } = facts;
  if (!type && !name && !id && !arn) return undefined;
  const parsed = arn === undefined ? undefined : parseArn(arn);
  const owner = parsed?.account ?? account;
  const kind = kindFrom(facts, parsed?.resource ?? '');
  if (kind === 'root') return { kind, name: 'root', account: owner };
  const called = name ?? nameInArn(parsed?.resource);
  const session = kind === 'role' || kind === 'sso' ? id?.split(':')[1] : undefined;
  const principal: Principal = { kind, account: owner };
  if (called) principal.name = called;
  if (session) principal.session = session;
  return principal;
}

function kindFrom({ type, name, id, account }: PrincipalFacts, resource: string): Principal['kind'] {
  const said = kinds[(type ?? '').toLowerCase()];
  if (said === 'root' || resource === 'root' || (name === 'Root' && id === account)) return 'root';
  if (name?.startsWith('AWSReservedSSO_') || resource.includes('/AWSReservedSSO_')) return 'sso';
  if (said) return said;
  if (id?.startsWith('AROA') || /^(?:assumed-)?role\//.test(resource)) return 'role';
  if (id?.startsWith('AIDA') || resource.startsWith('user/')) return 'user';
  return 'unknown';
}

function nameInArn(resource: string | undefined): string | undefined {
  if (resource === undefined) return undefined;
  const parts = resource.split('/');
  return parts[0] === 'assumed-role' ? parts[1] : parts.at(-1);
}

/** The user, role or root behind a credential as a resource; undefined for anybody else. */
export function resourceOfPrincipal(principal: Principal | undefined, home: Home): Resource | undefined {
  if (!principal) return undefined;
  const where: Home = { account: principal.account, region: home.region, partition: home.partition };
  if (principal.kind === 'root') return resourceFrom('AwsIamRoot', `arn:${home.partition}:iam::${principal.account}:root`, where);
  if (!principal.name) return undefined;
  if (principal.kind === 'user') return resourceFrom('AwsIamUser', principal.name, where);
  return principal.kind === 'role' || principal.kind === 'sso' ? resourceFrom('AwsIamRole', principal.name, where) : undefined;
}
