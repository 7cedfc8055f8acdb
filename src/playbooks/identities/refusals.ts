/** Whom IAM cannot contain: root, Identity Center, service-linked roles, federation and services; each with what does. */
import type { Finding, Principal } from '../../domain/finding.ts';
import type { Refusal } from '../../domain/plan.ts';

export const rootRefusal: Refusal = {
  refused: 'This is the root user: no IAM principal can restrict root or disable its keys',
  nextStep:
    'Page the owner of the account. Sign in as root, or use central root access from the management account, and delete the key and reset the password there; a service control policy that denies root holds a member account meanwhile',
};

export function isOfIdentityCenter({ kind, name }: Pick<Principal, 'kind' | 'name'>): boolean {
  return kind === 'sso' || name?.startsWith('AWSReservedSSO_') === true;
}

/** What to do about somebody who signed in through Identity Center. */
export function identityCenterStep(session: string | undefined): string {
  return `Disable ${session ?? 'the user'} in Identity Center and revoke the sessions there; until then deny identitystore:userId in the permission set, for IAM cannot change this role`;
}

function identityCenterRefusal(name: string | undefined, session: string | undefined): Refusal {
  return {
    refused: `${name ? `Role ${name}` : 'This session'} belongs to IAM Identity Center: IAM cannot change it`,
    nextStep: identityCenterStep(session),
  };
}

function serviceLinkedRefusal(name: string): Refusal {
  return {
    refused: `Role ${name} is a service-linked role: nobody can revoke its sessions`,
    nextStep: 'Page the owner of the account; stop the service that uses the role, and look in CloudTrail for who asked it to',
  };
}

/** Identity Center's roles and services' own can be changed by nobody through IAM. */
export function keptByAws(name: string, path = '/', session?: string): Refusal | undefined {
  if (name.startsWith('AWSReservedSSO_') || path.startsWith('/aws-reserved/')) return identityCenterRefusal(name, session);
  if (name.startsWith('AWSServiceRole') || path.startsWith('/aws-service-role/')) return serviceLinkedRefusal(name);
  return undefined;
}

const federated: Refusal = {
  refused: 'A federated session has no user or role of its own that could be denied',
  nextStep:
    'Find in CloudTrail who handed it out, deny that user or revoke that role’s sessions, and tell the owner of the identity provider, or they are back at once',
};

const service: Refusal = {
  refused: 'An AWS service made these calls: it has no credential that could be revoked',
  nextStep: 'Look in CloudTrail for who asked the service to, and contain them',
};

/** For findings in which somebody acts whom no button reaches; undefined for users and roles that IAM can change. */
export function unreachable({ principal, threat, active, class: kind }: Finding): Refusal | undefined {
  if (!principal || !active || threat !== 'active' || kind === 'vulnerability') return undefined;
  const { name, session } = principal;
  if (principal.kind === 'root') return rootRefusal;
  if (isOfIdentityCenter(principal)) return identityCenterRefusal(name, session);
  if (principal.kind === 'role') return keptByAws(name ?? '');
  if (principal.kind === 'federated') return federated;
  return principal.kind === 'service' ? service : undefined;
}
