/** Which security groups can be closed: those a finding is about, and those of an instance at which somebody knocks. */
import type { Finding, Resource } from '../../domain/finding.ts';
import type { Offer } from '../define.ts';
import { toText, type Wanted, wantedOfGroup, wantedOfVictim } from './ports.ts';

const MOST_OFFERS = 5;
/** Before blocking whoever knocks: the next one is another. */
const EARLY = 20;

function offerFor({ id, account, region, kind }: Resource, wanted: Wanted, alone: boolean): Offer {
  const group = kind === 'security-group';
  const target = group ? { label: id, key: `security-group/${id}` } : { label: `the groups of ${id}`, key: `security-group/of/${id}` };
  return {
    target: { kind: 'security-group', account, region, ...target },
    label: alone ? 'Close port' : `Close port …${id.slice(-6)}`,
    accessibilityLabel: `Close what is open to the world in ${group ? id : `the groups of ${id}`}`,
    secret: { ...(group ? { groupId: id } : { instanceId: id }), ports: toText(wanted) },
    rank: EARLY,
  };
}

export function offersFor(finding: Finding): { offers: Offer[] } {
  if (!finding.active) return { offers: [] };
  const named = finding.resources.filter(({ placeholder }) => !placeholder);
  const groups = named.filter(({ kind, id }) => kind === 'security-group' && /^sg-[0-9a-f]+$/.test(id));
  const victims = named.filter(({ kind, id }) => kind === 'instance' && /^i-[0-9a-f]+$/.test(id));
  const ofGroup = wantedOfGroup(finding);
  const ofVictim = wantedOfVictim(finding);
  const found = ofGroup ? groups : ofVictim ? victims : [];
  const wanted = ofGroup ?? ofVictim;
  if (!wanted) return { offers: [] };
  return { offers: found.slice(0, MOST_OFFERS).map((resource) => offerFor(resource, wanted, found.length === 1)) };
}
