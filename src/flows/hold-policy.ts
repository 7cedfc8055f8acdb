/** Hold a policy that allows something restricted: asked for once by policy, as any response is; then people are asked what becomes of it. */
import { type CaseState, openResponse, type ResponseState } from '../domain/case-state.ts';
import { type Plan, planHash } from '../domain/plan.ts';
import type { Offer } from '../playbooks/define.ts';
import { holdPolicyVersion } from '../playbooks/hold-policy-version.ts';
import { standingOn } from './lease-target.ts';
import { holdOffer, inForce } from './look-at-policy.ts';
import { isRefusal, type KeptPlan, planLive } from './make-plan.ts';
import { requestResponse } from './request-response.ts';
import { stepsOver } from './response-run.ts';
import { askedFor, planned, tellRefused, type Watch, type WatchServices, type WatchTurn, watchTurn } from './watch-run.ts';

const runningSeconds = 5;
const peopleSeconds = 30;
const mostRestricted = 3;
const mostDetail = 500;

/** Versions that stand held: none of them is what a newer one goes back to. */
async function heldVersions(target: Offer['target'], services: WatchServices): Promise<string[]> {
  const found: string[] = [];
  for (const { caseId, responseId, playbook } of await standingOn(target, services)) {
    const response = playbook === holdPolicyVersion.id ? (await services.cases.read(caseId))?.responses[responseId] : undefined;
    const kept = response && (await services.vault.get<{ plan: Plan }>(response.vault));
    for (const { before } of kept?.plan.steps ?? []) found.push(before);
  }
  return found;
}

/** What is asked for while another response works on the policy, or once it is changed again, is not asked for. */
async function ask(watch: Watch, services: WatchServices): Promise<WatchTurn> {
  const { id, caseId, state, watched } = watch;
  const wait = watchTurn('wait', { caseId, seconds: peopleSeconds });
  if (openResponse(state, watched.key)) return wait;
  const offer = await holdOffer(watched.ref, services);
  if (!offer || (await inForce(offer, services)) !== watched.version) return watchTurn('over', { caseId });
  const held = await heldVersions(offer.target, services);
  const secret = { ...offer.secret, fromVersion: watched.version, ...(held.length > 0 && { heldVersions: held.join(' ') }) };
  const chosen = { target: offer.target, secret };
  const plan = await planned(planLive(caseId, holdPolicyVersion, chosen, services));
  if (isRefusal(plan)) {
    if (!plan.already) await tellRefused(watch, holdPolicyVersion.id, plan, services);
    return watchTurn('over', { caseId });
  }
  const kept: KeptPlan = {
    playbook: holdPolicyVersion.id,
    plan,
    hash: planHash(plan),
    offer: chosen,
    plannedAt: services.clock.now(),
  };
  const asked = await requestResponse(caseId, kept, '', { kind: 'policy' }, undefined, id, services);
  if (asked.ok) return watchTurn('wait', { caseId, seconds: runningSeconds });
  if (asked.busy) return wait;
  await tellRefused(watch, holdPolicyVersion.id, { refused: asked.because, nextStep: asked.nextStep }, services);
  return watchTurn('over', { caseId });
}

/** Until when people may answer: as long as any level of policy has. */
function until({ policy, clock }: Pick<WatchServices, 'policy' | 'clock'>): string {
  const minutes = policy.approvals.levels.at(-1)?.minutes ?? 0;
  return new Date(clock.now() + minutes * 60_000).toISOString();
}

/** Of what is still being measured, nothing is undone. */
const proved = `${Math.max(...holdPolicyVersion.checks.map(({ afterSeconds }) => afterSeconds)) / 60} minutes`;

function question({ caseId, watched }: Watch, response: ResponseState, state: CaseState, services: WatchServices): Partial<WatchTurn> {
  const { account, label } = response.target;
  const where = services.policy.accounts[account]?.name ?? account;
  const shown = watched.lines.slice(0, mostRestricted);
  const more = watched.lines.length - shown.length;
  const details = [
    ...shown,
    ...(more > 0 ? [`and ${more} more like these`] : []),
    ...(watched.denied.length > 0 ? [`${watched.denied.join('; ')}, which takes nothing of it away`] : []),
    state.subject.description,
    // Who has it.
    ...response.facts.slice(0, 1),
    `It is held: version ${watched.version} is not in force until you allow it, and then comes back once the hold is proved, in ${proved} at most`,
    `No, or no answer, keeps it held. Case ${caseId} has what was done`,
  ];
  return {
    title: `Allow version ${watched.version} of ${label} in ${where}?`.slice(0, 200),
    details: details.filter((line) => line !== '').map((line) => line.slice(0, mostDetail)),
    expiresAt: until(services),
  };
}

/** Run again it asks for nothing twice, and says how far it is. */
export async function holdPolicy(watch: Watch, services: WatchServices): Promise<WatchTurn> {
  const { caseId, state } = watch;
  const held = askedFor(watch, holdPolicyVersion.id);
  if (!held) return ask(watch, services);
  if (held.undoneBy) return watchTurn('over', { caseId });
  if (stepsOver(held)) return watchTurn('ask', { caseId, ...question(watch, held, state, services) });
  if (held.status === 'ended') return watchTurn('over', { caseId });
  const waitsForPeople = held.mode === 'approval' && held.status === 'asked';
  return watchTurn('wait', { caseId, seconds: waitsForPeople ? peopleSeconds : runningSeconds });
}
