/** The survey of a user in words: at most 12 lines, the riskiest first, and the warnings that enter the plan's hash. */
import { fingerprint } from '../../domain/access-key.ts';
import type { Warning } from '../../domain/plan.ts';
import { withoutKeyIds } from '../../domain/redaction.ts';
import type { TrailCall } from '../../domain/trail-call.ts';
import { type Survey, USE_DAYS } from './survey.ts';

export interface LastUse {
  at?: number;
  service?: string;
  region?: string;
}
interface Subject {
  userName: string;
  keyId: string;
  lastUse: LastUse;
  now: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MOST_LINES = 12;
const MOST_NAMES = 6;

export function age(milliseconds: number): string {
  if (milliseconds < HOUR) return `${Math.max(0, Math.round(milliseconds / MINUTE))} min`;
  if (milliseconds < 2 * DAY) return `${Math.round(milliseconds / HOUR)} h`;
  return `${Math.round(milliseconds / DAY)} days`;
}

export function names(all: string[]): string {
  const more = all.length - MOST_NAMES;
  return all.slice(0, MOST_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

export function when(calls: TrailCall[], now: number): string {
  return names(calls.map((call) => `${call.name} ${age(now - call.at)} ago`));
}

const isAdmin = (policy: string) => /^(AdministratorAccess|IAMFullAccess|PowerUserAccess)$/.test(policy);
const isQuarantine = (policy: string) => policy.startsWith('AWSCompromisedKeyQuarantine');

function survivors(found: Survey, { keyId, now }: Subject): string {
  const active = found.keys.filter((key) => key.id !== keyId && key.status === 'Active').map((key) => `key ${fingerprint(key.id)}`);
  const parts = [
    ...active,
    ...(found.console ? ['the console password'] : []),
    ...found.serviceCredentials.map((service) => `a credential for ${service}`),
    ...(found.use?.minted.length ? [`temporary credentials (${when(found.use.minted, now)})`] : []),
    ...(found.use?.assumed.length ? [`role sessions (${when(found.use.assumed, now)})`] : []),
  ];
  if (parts.length > 0) return `Would survive: ${parts.join(' · ')}`;
  return found.use && found.console !== undefined
    ? `Would survive: nothing seen in the calls of the last ${USE_DAYS} days; temporary credentials live 36 h at most`
    : 'Would survive: not known, some look-ups failed';
}

function keyLine(found: Survey, { keyId, lastUse, now }: Subject): string {
  const created = found.keys.find((key) => key.id === keyId)?.createdAt;
  const born = created === undefined ? '' : ` is ${age(now - created)} old;`;
  const where = [lastUse.service, lastUse.region].filter((part) => part && part !== 'N/A').join(', ');
  const used = lastUse.at === undefined ? 'never used' : `last used ${age(now - lastUse.at)} ago${where ? ` (${where})` : ''}`;
  return `Key ${fingerprint(keyId)}${born} ${used}`;
}

export function factsOf(found: Survey, subject: Subject): string[] {
  const { keyId, now } = subject;
  const { use } = found;
  const others = found.keys.filter((key) => key.id !== keyId);
  const admin = found.policies.filter(isAdmin);
  const quarantine = found.policies.filter(isQuarantine);
  const lines = [
    survivors(found, subject),
    use?.persisted.length ? `Made with this key: ${when(use.persisted, now)}` : '',
    admin.length ? `Administrator rights: ${names(admin)}` : '',
    quarantine.length ? `AWS has attached ${names(quarantine)}; it stays` : '',
    keyLine(found, subject),
    others.length ? `Other keys: ${names(others.map((key) => `${fingerprint(key.id)} ${key.status.toLowerCase()}`))}` : '',
    found.policies.length || found.inlinePolicies.length
      ? `Policies: ${names([...found.policies, ...found.inlinePolicies.map((name) => `${name} (inline)`)])}`
      : '',
    found.groups.length ? `Groups: ${names(found.groups)}` : '',
    found.console === undefined ? '' : `Console password: ${found.console ? 'yes' : 'no'}`,
    use?.newest
      ? `${use.count} calls in ${USE_DAYS} days, newest ${use.newest.source}:${use.newest.name} by ${use.newest.agent ?? 'an unknown agent'}`
      : '',
    found.missing.length ? `Could not look up: ${names(found.missing)}` : '',
  ];
  return lines
    .filter((line) => line !== '')
    .map(withoutKeyIds)
    .slice(0, MOST_LINES);
}

export function warningsOf(found: Survey, { keyId, lastUse, now, userName }: Subject): Warning[] {
  const warnings: Warning[] = [];
  const active = found.keys.filter((key) => key.id !== keyId && key.status === 'Active');
  if (found.use?.minted.length) {
    const text = 'Temporary credentials were minted from this key: disabling it alone will not stop them';
    warnings.push({ code: 'federation-token-seen', text });
  }
  if (active.length > 0) {
    const text = `${userName} has another active key (${names(active.map((key) => fingerprint(key.id)))}); it keeps working`;
    warnings.push({ code: 'other-active-key', text });
  }
  if (lastUse.at !== undefined && now - lastUse.at < USE_DAYS * DAY) {
    const program = found.use?.automation;
    const text = program ? `In use, probably by automation (${program}), which will fail` : 'In use: whatever uses it will fail';
    // An attacker at work would otherwise change the plan between asking and approving.
    warnings.push({ code: 'used-recently', text: withoutKeyIds(text), momentary: true });
  }
  if (found.policies.some(isQuarantine)) {
    warnings.push({ code: 'quarantined-by-aws', text: 'AWS itself treats this key as exposed and has limited the user' });
  }
  return warnings;
}
