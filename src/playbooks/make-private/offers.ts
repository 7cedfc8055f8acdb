/** Which snapshots and machine images can be made private, and what is said about those of databases. */
import type { Finding, Resource } from '../../domain/finding.ts';
import type { Refusal } from '../../domain/plan.ts';
import type { Offer } from '../define.ts';

const MOST_OFFERS = 5;

const isImage = ({ kind, id }: Resource) => kind === 'image' && /^ami-[0-9a-f]+$/.test(id);
const isSnapshot = ({ kind, id }: Resource) => kind === 'snapshot' && /^snap-[0-9a-f]+$/.test(id);
/** The control is about the account and names no snapshot. */
const allPublic = /^(?:PCI\.)?EC2\.1$/;
const ofDatabases = /^(?:PCI\.)?RDS\.1$/;

/** Public or shared outside: not what is merely untidy about it. */
function isAbout({ active, threat, type }: Finding): boolean {
  if (!active) return false;
  return threat === 'exposure' || allPublic.test(type) || ofDatabases.test(type);
}

export function offersFor(finding: Finding): { offers: Offer[]; refusal?: Refusal } {
  if (!isAbout(finding)) return { offers: [] };
  const named = finding.resources.filter((resource) => !resource.placeholder && (isImage(resource) || isSnapshot(resource)));
  const offers = named.slice(0, MOST_OFFERS).map((resource) => offerFor(resource, named.length === 1));
  if (offers.length > 0) return { offers };
  if (allPublic.test(finding.type)) return { offers: [allOffer(finding)] };
  const database = finding.resources.find(({ kind }) => kind === 'snapshot');
  return database ? { offers, refusal: databaseRefusal(database.id) } : { offers };
}

function offerFor({ id, kind, account, region }: Resource, alone: boolean): Offer {
  return {
    target: { kind: kind === 'image' ? 'image' : 'snapshot', account, region, label: id, key: `${kind}/${id}` },
    label: alone ? 'Make private' : `Unshare …${id.slice(-6)}`,
    accessibilityLabel: `Take ${id} in ${account} back from everybody outside`,
    secret: { id },
  };
}

function allOffer({ account, region }: Finding): Offer {
  return {
    target: { kind: 'snapshot', account, region, label: `the public snapshots of ${account} in ${region}`, key: 'snapshot/all-public' },
    label: 'Make private',
    accessibilityLabel: `Take the public snapshots of ${account} in ${region} back`,
    secret: { id: 'all-public' },
  };
}

function databaseRefusal(id: string): Refusal {
  return {
    refused: `${id} is a snapshot of a database, which Drawbridge cannot change`,
    nextStep: 'In RDS, open its sharing settings, set it to private and remove every foreign account; then look for copies of it',
  };
}
