/** The shapes the tables of CloudTrail calls share: one call as they see it, and what they say about it. */
import type { Severity, Threat } from '../domain/finding.ts';
import type { Home } from '../domain/resource-id.ts';
import type { Actor } from './cloudtrail-actor.ts';
import type { Fields } from './fields.ts';

export interface Call {
  /** "iam.CreateUser": the service of eventSource and the name without its API version. */
  id: string;
  /** Only the name: "CreateUser". */
  name: string;
  parameters: Fields;
  response: Fields;
  actor: Actor;
  home: Home;
}

/** A call that matters by itself. */
export interface Verdict {
  /** In the style of GuardDuty's types: purpose:service/call. */
  type: string;
  severity: Severity;
  threat: Threat;
  title: string;
  /** One sentence more, after who did it from where. */
  detail?: string;
  /** Type name and id of what was changed, the primary one first. */
  targets: [type: string, id: string | undefined][];
  /** Key ids the call created. */
  keys?: string[];
  /** An attempt is news even when it was denied. */
  attemptMatters?: boolean;
}

/** Why a call of an interesting kind does not matter this time. */
export interface Unimportant {
  unimportant: string;
}

export type Judge = (call: Call) => Verdict | Unimportant;

export function isUnimportant(judgement: Verdict | Unimportant): judgement is Unimportant {
  return 'unimportant' in judgement;
}
