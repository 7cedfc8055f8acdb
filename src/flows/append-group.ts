/** One append into the case that a claim names: its first event or more findings, into the next generation where this one is over. */
import { createHash } from 'node:crypto';
import { holds, isNews } from '../domain/apply-findings.ts';
import type { CaseState } from '../domain/case-state.ts';
import type { FindingFact, NewEvent } from '../domain/events.ts';
import { subjectOf } from '../domain/finding-fact.ts';
import { withoutKeyIds } from '../domain/redaction.ts';
import { environmentOf, routeOf } from '../domain/route.ts';
import type { Services } from '../services/services.ts';
import { type CaseClaim, isOver, nextGeneration, rehash } from './claim-case.ts';
import type { Group } from './group-findings.ts';

export type OpenServices = Pick<Services, 'clock' | 'policy' | 'table' | 'cases'>;

/** The case a group goes to; `storm` when that is a storm's. */
export interface Place {
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
  if (!storm && state.subject.caseKey !== withoutKeyIds(group.key)) throw new CaseIdTaken();
  const facts = group.facts.filter((fact) => isNews(state, fact));
  if (facts.length === 0) return [];
  const newRow = facts.some((fact) => !holds(state, fact));
  if (isOver(state, now, newRow, (storm && !place.storm) || group.first.class !== 'threat')) throw new GenerationOver();
  return [receivedEvent(group, facts, place.quiet)];
}

function receivedEvent(group: Group, findings: FindingFact[], quiet?: 'baseline'): NewEvent {
  const content = findings.map((fact) => `${fact.identity}#${fact.updatedAt}#${fact.contentHash}#${fact.inHub}`).sort();
  const id = `in:${createHash('sha256').update(content.join('\n')).digest('hex').slice(0, 24)}`;
  const data = { findings, ...(quiet && { quiet }) };
  return { id, actor: { kind: 'product', name: group.first.product.name }, kind: 'findings-received', data };
}

export async function appendGroup(group: Group, place: Place, services: OpenServices): Promise<string> {
  const { claim } = place;
  const { cases, clock, table } = services;
  const decide = (state: CaseState | undefined) => (state ? received(group, place, state, clock.now()) : opening(group, place, services));
  try {
    const { state } = await cases.append(claim.caseId, decide, claim.fresh);
    if (state && state.promotions.length > 0) await tellPromoted(group, state, services);
    return claim.caseId;
  } catch (error) {
    if (error instanceof GenerationOver)
      return appendGroup(group, { ...place, claim: await nextGeneration(table, group.key, claim) }, services);
    if (error instanceof CaseIdTaken) return appendGroup(group, { ...place, claim: await rehash(table, group.key, claim) }, services);
    throw error;
  }
}

/** What is said of a row is said of the case it got, too: it ends and returns with its row. */
async function tellPromoted(group: Group, state: CaseState, services: OpenServices): Promise<void> {
  for (const { key, to } of state.promotions) {
    const facts = group.facts.filter((fact) => fact.rowKey === key);
    if (facts.length === 0) continue;
    const decide = (own: CaseState | undefined) => {
      const news = own ? facts.filter((fact) => holds(own, fact) && isNews(own, fact)) : [];
      return news.length === 0 ? [] : [receivedEvent(group, news)];
    };
    await services.cases.append(to, decide);
  }
}
