/** What policy makes of a finding before anybody looks anything up: outcome, tier, route and why, and who would have to agree to what. */
import { caseKeyOf } from '../src/domain/case-key.ts';
import type { Finding } from '../src/domain/finding.ts';
import type { Policy } from '../src/domain/policy.ts';
import { environmentOf, posts, routeOf, unmet } from '../src/domain/route.ts';
import { isListed, type Strategy, strategyFor } from '../src/domain/strategy.ts';
import { tierOf } from '../src/domain/tier.ts';
import { isTrusted } from '../src/flows/group-findings.ts';
import { type CaseOffer, offersOf } from '../src/flows/list-offers.ts';
import { notWorthACase } from '../src/flows/take-in.ts';
import { parseInput } from '../src/sources/index.ts';
import { routeEvent } from './local/event-bridge.ts';
import { toEnvelopes } from './local/wrap-event.ts';

/** Responses to these act on somebody's credential. */
const credentials = new Set(['access-key', 'user', 'role']);

/** Every route in order, the one that is taken, and what speaks against the others. */
function routeLines(finding: Finding, policy: Policy): string[] {
  const environment = environmentOf(finding.account, policy);
  const { route, channel } = routeOf(finding, environment, policy);
  const lines: string[] = [];
  for (const each of policy.routes) {
    const against = unmet(each, finding, environment, policy);
    if (against.length === 0) break;
    lines.push(`  not ${each.name}: ${against.map((name) => `${name} ${JSON.stringify(each[name])}`).join(', ')}`);
  }
  return [`route ${route}, channel ${channel}`, ...lines];
}

function words(strategy: Strategy): string {
  if (strategy.decide === 'approval') return `${strategy.people === 1 ? '1 person' : '2 people'}: ${strategy.because}`;
  if (strategy.decide === 'auto')
    return `by itself${strategy.vetoSeconds > 0 ? ` after ${strategy.vetoSeconds / 60} minutes to stop it` : ''}: ${strategy.because}`;
  return `${strategy.decide === 'refuse' ? 'refused' : strategy.decide}: ${strategy.because}`;
}

/** As far as the finding tells: the plan, which reads the account, may find that others are hit, too. */
function strategyWords({ playbook, offer }: CaseOffer, finding: Finding, policy: Policy): string[] {
  const environment = environmentOf(finding.account, policy);
  const modes = policy.playbooks[playbook.id];
  const wanted = modes?.[environment] ?? 'off';
  const mode = wanted === 'auto' && !isListed(finding.type, modes?.types) ? 'ask' : wanted;
  const { tier } = tierOf({ finding, environment, trusted: isTrusted(finding, policy) });
  const facts = {
    mode,
    environment,
    risk: playbook.risk,
    threat: finding.threat,
    tier,
    credential: credentials.has(offer.target.kind),
    accounts: 1,
    confident: false,
    harmsOthers: false,
    unknown: false,
    people: modes?.people,
  };
  const byItself = mode === 'auto' || mode === 'observe' ? [`    policy: ${words(strategyFor({ ...facts, requester: 'policy' }))}`] : [];
  return [`    people: ${words(strategyFor({ ...facts, requester: 'person' }))}`, ...byItself];
}

function offerLines(finding: Finding, policy: Policy): string[] {
  const { offers, refusal, advice } = offersOf([finding], policy);
  const lines = offers.flatMap((each) => {
    const { id, risk } = each.playbook;
    const mode = policy.playbooks[id]?.[environmentOf(finding.account, policy)] ?? 'off';
    return [`  ${id} on ${each.offer.target.label} (${risk}, mode ${mode})`, ...strategyWords(each, finding, policy)];
  });
  const none = finding.sample
    ? ['none: it is a sample']
    : isTrusted(finding, policy)
      ? [`none${refusal ? `: ${refusal.refused}. ${refusal.nextStep}` : ''}`]
      : [`none: ${finding.product.name} is not a trusted product`];
  return [
    lines.length > 0 ? 'offers' : `offers ${none.join('')}`,
    ...lines,
    ...advice.map(({ action, nextStep }) => `  advice: ${action}. ${nextStep}`),
  ];
}

function findingLines(finding: Finding, policy: Policy): string[] {
  const environment = environmentOf(finding.account, policy);
  const { tier, reason } = tierOf({ finding, environment, trusted: isTrusted(finding, policy) });
  const idle = notWorthACase(finding);
  return [
    `finding ${finding.title}`,
    `type ${finding.type}, ${finding.severity}, ${finding.threat}, from ${finding.product.name}${finding.product.genuine ? '' : ' (not proven)'}`,
    `account ${finding.account} ${policy.accounts[finding.account]?.name ?? '(not listed)'}, environment ${environment}`,
    `case ${caseKeyOf(finding)}${idle ? `: none is opened, ${idle}` : ''}`,
    `tier ${tier}: ${reason}${posts(tier, policy) ? '' : `; below the posting floor of ${policy.postingFloor}, so it is recorded without a message`}`,
    ...routeLines(finding, policy),
    ...offerLines(finding, policy),
  ];
}

/** `what`: all of it, or only where it goes. `body` is an event, a finding, or a list of them, as text. */
export function explain(body: string, policy: Policy, what: 'all' | 'route'): string[] {
  return toEnvelopes(body).flatMap((event) => {
    const lane = routeEvent(event);
    const { results } = parseInput(event, policy.trustedTopics);
    const rule = lane ? `rule ${lane.rule}, ${lane.lane} lane` : 'no rule lets it in';
    return results.flatMap((result) => {
      if (result.outcome !== 'finding') return [`${result.outcome}: ${result.reason}`];
      return what === 'route' ? routeLines(result.finding, policy) : [rule, ...findingLines(result.finding, policy)];
    });
  });
}
