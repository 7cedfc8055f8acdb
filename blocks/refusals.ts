/** Refusals: said to the person only; each says why, and who could or what to do instead. */
import { fallback, type Message, section } from './kit.ts';
import { at } from './names.ts';
import { bounded, quoted } from './text.ts';
import { duration } from './time-words.ts';

const MOST_WHO = 5;
const MOST_TEXT = 3_000;

/** "@omar (L1), @li (L2)", already in words. */
function whoCould(who: readonly string[]): string {
  const names = who.slice(0, MOST_WHO).map((name) => bounded(name, 80));
  if (names.length === 0) return 'Nobody is set up for this: ask who keeps the policy.';
  return `Who can: ${names.join(', ')}${who.length > MOST_WHO ? ` and ${who.length - MOST_WHO} more` : ''}.`;
}

/** `verb` reads after "You cannot": "disable access keys in prod-payments". */
export function notAllowed(verb: string, who: readonly string[]): string {
  return `You cannot ${bounded(verb, 160)}. ${whoCould(who)}`;
}

/** `verb` reads after "You cannot". Nobody is let in on a guess; who may break the glass still can. */
export function onCallUnknown(verb: string, who: readonly string[]): string {
  const others = who.length > 0 ? ` ${whoCould(who)}` : '';
  return `You cannot ${bounded(verb, 160)} just now: PagerDuty does not say who is on call. Try again in a minute.${others}`;
}

export function guest(): string {
  return 'Guests, people of other workspaces and bots cannot act here. Ask a member of the security team.';
}

/** `what` reads after "approve": "this termination"; `because` tells why one person is not enough. */
export function ownApproval(what: string, because: string, onCall: readonly string[]): string {
  return `You cannot approve ${bounded(what, 160)}: you asked for it, and ${bounded(because, 160)}. ${whoCould(onCall)}`;
}

export function agreedAlready(what: string, who: readonly string[]): string {
  return `You cannot approve ${bounded(what, 160)} a second time: your agreement is recorded, and it takes one more person. ${whoCould(who)}`;
}

export function ownCredential(who: readonly string[]): string {
  return `You cannot approve this: it is about a credential of your own. You may comment. ${whoCould(who)}`;
}

export function alreadyDecided(by: string, decision: string, agoSeconds: number, reason?: string): string {
  return `This was decided ${duration(agoSeconds * 1000)} ago: ${bounded(by, 80)} ${bounded(decision, 20)} it${reason ? ` (${quoted(reason)})` : ''}.`;
}

export function expired(agoSeconds: number): string {
  return `This expired ${duration(agoSeconds * 1000)} ago and nothing was changed. Ask again from the card if it is still right.`;
}

export function requestExpired(agoSeconds: number): string {
  return `Nobody decided in time: ${duration(agoSeconds * 1000)} ago the workflow was told no. If it is still right, have the workflow started again.`;
}

export function noCaseHere(): string {
  return 'This message is not about a case. Use it on a case’s card, or on a line in its thread.';
}

export function unknownPerson(): string {
  return 'Who you are could not be looked up just now, so nothing was done. Try again in a minute.';
}

export function unknownThing(): string {
  return 'This button is not known any more: the case has moved on. Use the newest card in the channel.';
}

export function notOffered(refusal: { refused: string; nextStep: string }): string {
  return `${bounded(refusal.refused, 400)}. Instead: ${bounded(refusal.nextStep, 500)}`;
}

export function targetBusy(caseId: string): string {
  return `A response to the same target is already open or in place, in case ${bounded(caseId, 40)}. Wait for it, or undo it there.`;
}

export function planLapsed(): string {
  return 'This plan is older than 10 minutes, so things may have changed. Nothing was done. Press the button again to see the plan as it is now.';
}

export function planChanged(): string {
  return 'What would be done has changed since this plan was shown. Nothing was done. Open it again to see the plan as it is now.';
}

export function notHere(state: string): string {
  return `Not possible now: ${bounded(state, 200)}.`;
}

export function internal(reference: string): string {
  return `That did not work because of a fault of ours, and nothing was changed by this click. Try again; if it stays, give your Drawbridge team the reference ${bounded(reference, 60)}.`;
}

/** Confirms to the person alone what they asked for where the channel shows it later. */
export function accepted(what: string, who: string): string {
  return `${bounded(what, 200)}: asked. ${bounded(who, 200)}`;
}

/** A sentence as an ephemeral message. */
export function ephemeral(sentence: string): Message {
  return { text: fallback([sentence], MOST_TEXT), blocks: [section([sentence])] };
}

/** "@omar (L1)". */
export function personAt(name: string, level?: string): string {
  return level ? `${at(name)} (${bounded(level, 20)})` : at(name);
}
