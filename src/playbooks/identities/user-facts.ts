/** A user in words, before anyone agrees to deny it everything: what was made with it, what it has, what to look at. */
import type { Warning } from '../../domain/plan.ts';
import { withoutKeyIds } from '../../domain/redaction.ts';
import { age, when } from '../access-keys/facts.ts';
import type { Found } from './user-survey.ts';

/** Managed policies that a user may have attached (IAM quotas, raised on request). */
const MOST_ATTACHED = 10;

function minted({ use }: Found, now: number): string {
  if (!use) return 'Temporary credentials that were minted from it are stopped with it; whether there are any is not known';
  const derived = [...use.minted, ...use.assumed];
  return derived.length > 0
    ? `${when(derived, now)}: disabling the key alone would not stop this`
    : 'No temporary credentials seen in its calls of 7 days; any would be stopped, too';
}

export function factsOf(found: Found, now: number): string[] {
  const { credentials, console, devices, attached, inline, use } = found;
  const own = [...inline.keys()].filter((name) => !name.startsWith('drawbridge-'));
  const lines = [
    minted(found, now),
    use?.assumed.length ? 'Role sessions that it began live on: revoke those of the roles' : '',
    use?.persisted.length ? `Made by it: ${when(use.persisted, now)}; that outlives it` : '',
    credentials.length > 0 ? `Active now: ${credentials.map(({ name }) => name).join(', ')}` : 'It has no active key or other credential',
    console ? 'It has a console password, which stays: the deny stops it, too' : 'It has no console password',
    `Policies: ${[...attached.map((arn) => arn.split('/').at(-1)), ...own].join(', ') || 'none of its own'}`,
    `${devices.length} MFA ${devices.length === 1 ? 'device' : 'devices'}: look whether each is its owner's`,
    'AWS advises against activating keys again: a new one is better',
    use ? '' : 'Could not look up: CloudTrail activity',
  ];
  return lines.filter((line) => line !== '').map(withoutKeyIds);
}

/** `firstSeen`: when the finding saw it first, milliseconds; a second factor from after that may be the intruder's. */
export function warningsOf({ attached, credentials, devices, inlineIsFull }: Found, firstSeen: number | undefined, now: number): Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: string, text: string) => warnings.push({ code, text });
  const newer = devices.filter(({ since }) => firstSeen !== undefined && since !== undefined && since >= firstSeen);
  if (newer.length > 0) {
    const which = newer.map(({ name, since = now }) => `${name} (${age(now - since)} ago)`).join(', ');
    warn('new-mfa', `MFA added since it was first seen: ${which}. It may be the intruder’s; take it away before a release`);
  }
  if (attached.some((arn) => arn.includes('AWSCompromisedKeyQuarantine')))
    warn('aws-quarantine', 'AWS itself has put this user into quarantine: that stays');
  if (credentials.filter(({ call }) => call === 'iam:UpdateAccessKey').length > 1)
    warn('two-keys', 'Both of its keys are switched off: whatever uses the other one stops');
  if (inlineIsFull && attached.length >= MOST_ATTACHED)
    warn(
      'no-room',
      `It has ${attached.length} policies attached and no room for an inline one: the deny may be refused, and only its keys stop`,
    );
  return warnings;
}
