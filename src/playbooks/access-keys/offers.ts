/** Which access keys of a finding can be disabled, and what to say when none can. */
import { createHash } from 'node:crypto';
import { fingerprint } from '../../domain/access-key.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Refusal } from '../../domain/plan.ts';
import { withoutKeyIds } from '../../domain/redaction.ts';
import type { Offer } from '../define.ts';
import { identityCenterStep, isOfIdentityCenter, keptByAws, rootRefusal } from '../identities/refusals.ts';
import { suspectRole, suspectUser } from '../identities/suspects.ts';

const MOST_OFFERS = 5;
const MOST_LABEL = 75;

/** Stands in for the key id wherever it may be seen. */
function targetKey(keyId: string): string {
  return `access-key/${createHash('sha256').update(keyId).digest('hex').slice(0, 40)}`;
}

function offerFor(finding: Finding, keyId: string, user: string | undefined, alone: boolean): Offer {
  const shown = fingerprint(keyId);
  const owner = user ? withoutKeyIds(` of ${user}`) : '';
  return {
    target: { kind: 'access-key', account: finding.account, region: finding.region, label: `key ${shown}${owner}`, key: targetKey(keyId) },
    label: alone ? 'Disable key' : `Disable key ${shown.slice(4)}`,
    accessibilityLabel: `Disable access key ${shown} in ${finding.account}${owner}`.slice(0, MOST_LABEL),
    secret: { accessKeyId: keyId, ...(user ? { userName: user } : {}) },
  };
}

export function offersFor(finding: Finding): { offers: Offer[]; refusal?: Refusal } {
  const { principal } = finding;
  const isRoot = principal?.kind === 'root' || finding.resources.some((resource) => resource.kind === 'root');
  const aboutCredentials = finding.resources.some((resource) => resource.kind === 'access-key' || resource.kind === 'user');
  if (finding.accessKeys.length === 0 && !isRoot && !aboutCredentials) return { offers: [] };
  if (finding.sample) return { offers: [], refusal: sampleRefusal };

  const ids = [...new Set(finding.accessKeys.filter((key) => key.kind === 'long-term').map((key) => key.id))];
  // With several keys the principal need not be the one behind each; the plan finds out.
  if (isRoot && ids.length <= 1) return { offers: [], refusal: rootRefusal };
  const user = principal?.kind === 'user' && ids.length === 1 ? principal.name : undefined;
  const offers = ids.slice(0, MOST_OFFERS).map((id) => offerFor(finding, id, user, ids.length === 1));
  return offers.length > 0 ? { offers } : { offers, refusal: refusalFor(finding) };
}

const sampleRefusal: Refusal = {
  refused: 'This is a sample finding: the key in it does not exist',
  nextStep: 'Nothing to do. To rehearse, use a finding about a real test key',
};

function refusalFor(finding: Finding): Refusal {
  const { principal } = finding;
  const temporary = finding.accessKeys.find((key) => key.kind === 'temporary');
  const name = principal?.name;
  if (temporary) return temporaryRefusal(fingerprint(temporary.id), finding);
  if (finding.accessKeys.length > 0) {
    return {
      refused: 'The product gave no key id (null), so there is no key to disable',
      nextStep: `Look at the CloudTrail events of ${name ?? 'the principal'} for the access key it used, then act on that key`,
    };
  }
  return {
    refused: 'The finding names no access key',
    nextStep: `Look at the keys of ${name ?? 'the user'} in IAM, and at its CloudTrail events for the one that was used`,
  };
}

function temporaryRefusal(shown: string, finding: Finding): Refusal {
  const { principal } = finding;
  const refused = `Key ${shown} is temporary and cannot be disabled`;
  const name = principal?.name;
  if (principal && isOfIdentityCenter(principal)) {
    return {
      refused: `${refused}: it comes from IAM Identity Center${name ? ` (role ${name})` : ''}`,
      nextStep: identityCenterStep(principal.session),
    };
  }
  if (principal?.kind === 'user') {
    return {
      refused: `${refused}: it was minted from a key or the console password of user ${name ?? 'unknown'}`,
      nextStep: suspectUser(finding)
        ? `“Quarantine user” denies everything to ${name}: that also stops the temporary credentials`
        : `Deny everything to user ${name ?? 'unknown'} with an inline policy: that also stops the temporary credentials`,
    };
  }
  if (principal?.kind === 'federated') {
    return {
      refused: `${refused}: it belongs to the federated session ${name ?? 'of somebody unknown'}`,
      nextStep:
        'Find in CloudTrail who handed it out, deny that user or revoke that role’s sessions, and tell the owner of the identity provider',
    };
  }
  const kept = keptByAws(name ?? '');
  if (kept) return { refused: `${refused}. ${kept.refused}`, nextStep: kept.nextStep };
  return { refused: `${refused}${name ? `: it belongs to role ${name}` : ''}`, nextStep: roleStep(finding) };
}

function roleStep(finding: Finding): string {
  const { name, session } = finding.principal ?? {};
  if (!name) return 'Find the role in the CloudTrail events of this key and revoke its sessions';
  const offered = suspectRole(finding) !== undefined;
  if (offered && session)
    return `“Revoke session” denies session ${session} of role ${name} and nobody else; “Revoke all sessions” cuts whoever else uses the role`;
  if (offered) return `“Revoke all sessions” of role ${name} cuts whoever else uses it, too; the plan lists them`;
  return `Revoke ${session ? `session ${session} of` : 'the sessions of'} role ${name} (IAM, role, Revoke sessions); this cuts whoever else uses them`;
}
