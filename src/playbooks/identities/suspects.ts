/** The user or role behind a finding's credential, where it is one that IAM lets us change. */
import type { Finding, Principal } from '../../domain/finding.ts';
import type { Target } from '../../domain/plan.ts';

const iamName = /^[\w+=,.@-]{1,128}$/;

/** Findings in which an identity acts: the credential is the suspect, not what it touched. */
function isAboutIdentity({ threat, active, class: kind, principal, accessKeys, resources }: Finding): boolean {
  if (!active || kind === 'vulnerability' || principal === undefined) return false;
  const named =
    accessKeys.length > 0 ||
    resources.some((resource) => resource.kind === 'access-key' || resource.kind === 'user' || resource.kind === 'role');
  return threat === 'active' && named;
}

function suspect(finding: Finding, kind: Principal['kind']): (Principal & { name: string }) | undefined {
  const { principal } = finding;
  if (!isAboutIdentity(finding) || principal?.kind !== kind || !principal.name || !iamName.test(principal.name)) return undefined;
  // Somebody of another account: a user or role of the same name here is somebody else.
  if (principal.account !== finding.account) return undefined;
  return { ...principal, name: principal.name };
}

export function suspectUser(finding: Finding) {
  return suspect(finding, 'user');
}

/** A role that AWS keeps is somebody else's to change: Identity Center's and services' own. */
export function suspectRole(finding: Finding) {
  const found = suspect(finding, 'role');
  return found && !/^AWS(?:ReservedSSO_|ServiceRole)/.test(found.name) ? found : undefined;
}

export function userTarget({ account, region }: Finding, name: string): Target {
  return { kind: 'user', account, region, label: `user ${name}`, key: `user/${name}` };
}

export function roleTarget({ account, region }: Finding, name: string): Target {
  return { kind: 'role', account, region, label: `role ${name}`, key: `role/${name}` };
}
