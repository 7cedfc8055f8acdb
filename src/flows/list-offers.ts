/** What can be done about a case now: the playbooks' offers per target, and advice where there is no playbook. */
import { adviceFor } from '../domain/advice.ts';
import { referenceOf } from '../domain/case-id.ts';
import { type CaseState, openResponse, standing } from '../domain/case-state.ts';
import type { Advice, OfferView } from '../domain/case-view.ts';
import type { Finding } from '../domain/finding.ts';
import type { Refusal } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Offer, Playbook } from '../playbooks/define.ts';
import { playbooks } from '../playbooks/index.ts';
import type { Table } from '../services/table.ts';
import { storedFinding } from './claim-finding.ts';
import { isTrusted } from './group-findings.ts';

export interface CaseOffer {
  /** Opaque: names this offer within the case. */
  reference: string;
  playbook: Playbook;
  offer: Offer;
  finding: Finding;
}
export interface CaseOffers {
  offers: CaseOffer[];
  refusal?: Refusal & { playbook: string };
  advice: Advice[];
  /** The case's primary finding, for titles and links. */
  primary?: Finding;
}

/** Offers are looked for in this many rows. */
const mostRows = 20;
const mostFindings = 40;

/** Reads the stored findings of the first rows; what a finding names now decides, not what a message showed. */
export async function listOffers(state: CaseState, table: Table, policy: Policy): Promise<CaseOffers> {
  const refs = state.rows.slice(0, mostRows).flatMap((row) => [row.ref, ...(row.more ?? []).map(({ ref }) => ref)]);
  const items = await Promise.all([...new Set(refs)].slice(0, mostFindings).map((ref) => storedFinding(table, ref)));
  return offersOf(
    items.flatMap((item) => (item ? [item.finding] : [])),
    policy,
  );
}

/** What these findings name, each target once; nothing for samples and for what anybody may have imported. */
export function offersOf(findings: readonly Finding[], policy: Policy): CaseOffers {
  const offers = new Map<string, CaseOffer>();
  let refusal: CaseOffers['refusal'];
  for (const finding of findings) {
    if (finding.sample || !isTrusted(finding, policy)) continue;
    for (const playbook of playbooks) {
      const found = playbook.offers(finding);
      if (found.refusal) refusal ??= { ...found.refusal, playbook: playbook.id };
      for (const offer of found.offers) {
        const reference = referenceOf(playbook.id, offer.target.key, offer.variant ?? '');
        if (!offers.has(reference)) offers.set(reference, { reference, playbook, offer, finding });
      }
    }
  }
  const [primary] = findings;
  return {
    offers: [...offers.values()].sort((a, b) => rankOf(a) - rankOf(b)),
    ...(refusal && { refusal }),
    advice: primary ? adviceLeft(primary, offers) : [],
    ...(primary && { primary }),
  };
}

/** What a button does needs no advice. */
function adviceLeft(primary: Finding, offers: ReadonlyMap<string, CaseOffer>): Advice[] {
  const offered = new Set([...offers.values()].map(({ playbook }) => playbook.id));
  return adviceFor(primary)
    .filter(({ playbooks }) => !playbooks?.some((id) => offered.has(id)))
    .map(({ action, nextStep }) => ({ action, nextStep }));
}

const usualRank = 50;

function rankOf({ offer }: CaseOffer): number {
  return offer.rank ?? usualRank;
}

/** Reference of the offer that takes all targets of a playbook together: of the form the Slack door lets through. */
export const allTargets = referenceOf('all targets together');

/** Several targets of one playbook: one request, one approval that lists each. Never for what has to be typed one by one. */
function together(state: CaseState, views: readonly OfferView[]): OfferView[] {
  return playbooks.flatMap(({ id, title, risk }): OfferView[] => {
    const targets = new Set(views.filter(({ actionId }) => actionId === id).map(({ target }) => target));
    if (targets.size < 2 || risk === 'irreversible') return [];
    const target = `all ${targets.size} together`;
    const accessibilityLabel = `${title}: ${target}`;
    const value = `${state.caseId}.${allTargets}`;
    return [{ actionId: id, value, label: `All ${targets.size}`, accessibilityLabel, risk, recommended: false, target, menuOnly: true }];
  });
}

const RETRY = 'Retry the rest';

/** Playbook and target of what is standing and not whole. */
function failures(state: CaseState): ReadonlySet<string> {
  const short = standing(state).filter(({ outcome }) => outcome === 'PARTIAL' || outcome === 'NOT_EFFECTIVE');
  return new Set(short.map(({ playbook, target }) => `${playbook} ${target.key}`));
}

/** Once more, or what else ends it. */
function isRemedy(playbook: Playbook, { target, variant, after = [] }: Offer, failed: ReadonlySet<string>): boolean {
  return variant === undefined && [playbook.id, ...after].some((id) => failed.has(`${id} ${target.key}`));
}

/** Offers as buttons: targets that are contained already or being worked on have none. */
export function offerViews(state: CaseState, { offers }: CaseOffers): OfferView[] {
  // What was done only in part can be asked for again, and what came back since: the next plan has what is missing.
  const { reopenedAt = 0 } = state;
  const whole = standing(state).filter(({ outcome, outcomeAt = 0 }) => outcome !== 'PARTIAL' && outcomeAt >= reopenedAt);
  const contained = new Set(whole.map((response) => `${response.playbook} ${response.target.key}`));
  const failed = failures(state);
  const views = offers
    .filter(({ playbook, offer }) => !contained.has(`${playbook.id} ${offer.target.key}`) && !openResponse(state, offer.target.key))
    .map(
      ({ playbook, offer, reference }): OfferView => ({
        actionId: playbook.id,
        value: `${state.caseId}.${reference}`,
        label: failed.has(`${playbook.id} ${offer.target.key}`) ? RETRY : offer.label,
        accessibilityLabel: offer.accessibilityLabel,
        risk: playbook.risk,
        recommended: false,
        target: offer.target.label,
        ...(isRemedy(playbook, offer, failed) ? { remedy: true as const } : offer.menuOnly && { menuOnly: true as const }),
      }),
    );
  views.push(...together(state, views));
  // The first offer of an active threat is the recommended one, unless it cannot be undone.
  const [first] = views;
  if (first && state.subject.threat === 'active' && first.risk !== 'irreversible' && !first.menuOnly) first.recommended = true;
  return views;
}
