/** Claim step (c): one append per case and batch, into the case that the key, a storm or the next generation names. */
import { createHash } from 'node:crypto';
import { holds, isNews } from '../domain/apply-findings.ts';
import { caseIdOf } from '../domain/case-id.ts';
import type { CaseState } from '../domain/case-state.ts';
import type { FindingFact, NewEvent } from '../domain/events.ts';
import type { Finding } from '../domain/finding.ts';
import { subjectOf } from '../domain/finding-fact.ts';
import { environmentOf, routeOf } from '../domain/route.ts';
import type { Services } from '../services/services.ts';
import { type CaseClaim, claimCase, isOver, knownKey, nextGeneration, rehash } from './claim-case.ts';
import { type Group, groupFindings, type Taken } from './group-findings.ts';
import type { StormWatch } from './storm.ts';

type OpenServices = Pick<Services, 'clock' | 'policy' | 'table' | 'cases'>;

/** The case a group goes to; `storm` when that is a storm's. */
interface Place {
  claim: CaseClaim;
  storm?: string;
  quiet?: 'baseline';
  parent?: string;
}

class GenerationOver extends Error {}
class CaseIdTaken extends Error {}

function opening(group: Group, place: Place, services: OpenServices): NewEvent[] {
  const { policy } = services;
  const actor = { kind: 'product', name: group.first.product.name } as const;
  const caseKey = place.storm ?? group.key;
  const subject = subjectOf(group.first, {
    caseKey,
    generation: place.claim.generation,
    kind: place.storm ? 'storm' : 'finding',
    ...routeOf(group.first, environmentOf(group.first.account, policy), policy),
    ...(place.claim.previous && { previous: place.claim.previous }),
    ...(place.quiet && { quiet: place.quiet }),
  });
  const open: NewEvent = { id: `open:${place.claim.generation}`, actor, kind: 'case-opened', data: { subject, findings: group.facts } };
  if (!place.parent) return [open];
  return [open, { id: `from:${place.parent}`, actor: { kind: 'drawbridge' }, kind: 'promoted-from', data: { from: place.parent } }];
}

function received(group: Group, place: Place, state: CaseState, now: number): NewEvent[] {
  const storm = state.subject.kind === 'storm';
  if (!storm && state.subject.caseKey !== group.key) throw new CaseIdTaken();
  const facts = group.facts.filter((fact) => isNews(state, fact));
  if (facts.length === 0) return [];
  const newRow = facts.some((fact) => !holds(state, fact));
  if (isOver(state, now, newRow, (storm && !place.storm) || group.first.class !== 'threat')) throw new GenerationOver();
  const content = facts.map((fact) => `${fact.identity}#${fact.updatedAt}#${fact.contentHash}#${fact.inHub}`).sort();
  const id = `in:${createHash('sha256').update(content.join('\n')).digest('hex').slice(0, 24)}`;
  return [{ id, actor: { kind: 'product', name: group.first.product.name }, kind: 'findings-received', data: { findings: facts } }];
}

async function append(group: Group, place: Place, services: OpenServices): Promise<string> {
  const { claim } = place;
  const { cases, clock, table } = services;
  const decide = (state: CaseState | undefined) => (state ? received(group, place, state, clock.now()) : opening(group, place, services));
  try {
    await cases.append(claim.caseId, decide, claim.fresh);
    return claim.caseId;
  } catch (error) {
    if (error instanceof GenerationOver) return append(group, { ...place, claim: await nextGeneration(table, group.key, claim) }, services);
    if (error instanceof CaseIdTaken) return append(group, { ...place, claim: await rehash(table, group.key, claim) }, services);
    throw error;
  }
}

async function notePromotion(group: Group, parent: string, caseId: string, services: OpenServices): Promise<void> {
  for (const { rowKey, resource } of group.facts) {
    const data = { rowKey, label: resource.name ?? resource.id, to: caseId };
    const event: NewEvent = { id: `promoted:${rowKey}`, actor: { kind: 'drawbridge' }, kind: 'row-promoted', data };
    await services.cases.append(parent, (state) => (state ? [event] : []));
  }
}

/** Appends what can be appended at once; a group that belongs to a storm is answered instead, to share one append with others. */
async function openGroup(
  group: Group,
  services: OpenServices,
  storms: StormWatch,
  quiet: 'baseline' | undefined,
): Promise<string | undefined> {
  const stormKey = group.first.class === 'threat' && !quiet ? await storms.keyFor(group.first) : undefined;
  const stormId = stormKey && caseIdOf(stormKey, 1);
  const claim = await claimCase(services.table, group.key, services.clock.now(), stormId);
  if (stormKey && claim.caseId === stormId) return stormKey;
  if (claim.fresh && group.first.class === 'threat' && !quiet) await storms.opened(group.first);
  const parent = group.promotedFrom ? await knownKey(services.table, group.promotedFrom, services.clock.now()) : undefined;
  const caseId = await append(group, { claim, ...(quiet && { quiet }), ...(parent && { parent: parent.caseId }) }, services);
  for (const one of group.taken) one.caseId = caseId;
  if (parent) await notePromotion(group, parent.caseId, caseId, services);
  return undefined;
}

/** A row that turned out tier 3 when it was enriched gets its own case; noted on both. */
export async function openPromoted(
  finding: Finding,
  fact: FindingFact,
  key: string,
  parent: string,
  services: OpenServices,
): Promise<void> {
  const group: Group = { key, first: finding, taken: [], facts: [fact] };
  const claim = await claimCase(services.table, key, services.clock.now());
  const caseId = await append(group, { claim, parent }, services);
  await notePromotion(group, parent, caseId, services);
}

/** Sets `caseId` or `failed` on each of `taken`; one failing case does not stop the others. */
export async function openCases(taken: Taken[], services: OpenServices, storms: StormWatch, quiet?: 'baseline'): Promise<void> {
  const inStorms = new Map<string, Group>();
  const guarded = async (group: Group, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      for (const one of group.taken) one.failed = error;
    }
  };
  for (const group of groupFindings(taken, services.policy)) {
    await guarded(group, async () => {
      const storm = await openGroup(group, services, storms, quiet);
      if (!storm) return;
      const known = inStorms.get(storm);
      if (known) {
        known.taken.push(...group.taken);
        known.facts.push(...group.facts);
      } else inStorms.set(storm, { ...group, taken: [...group.taken], facts: [...group.facts] });
    });
  }
  for (const [storm, group] of inStorms) {
    await guarded(group, async () => {
      const caseId = await append(group, { claim: { caseId: caseIdOf(storm, 1), generation: 1, fresh: false }, storm }, services);
      for (const one of group.taken) one.caseId = caseId;
    });
  }
}
