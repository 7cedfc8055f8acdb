/** Policy: what drawbridge.yaml may say, checked as a whole so that every problem is named at once. */
import * as z from 'zod';
import { onCallGroup } from './on-call.ts';
import { askAffected } from './policy-asking.ts';
import { policyProblems } from './policy-checks.ts';
import { account, digest, environment, handOver, name, quietHours, route, unit } from './policy-routing.ts';
import { tickets } from './policy-tickets.ts';
import { redactable } from './redact-fields.ts';

const channel = z.string().regex(/^[CG][A-Z0-9]{2,}$/, 'a channel is given by its Slack id, such as C0123ABCD');
const person = z.string().regex(/^[UW][A-Z0-9]{2,}$/, 'a person is given by their Slack id, such as U0123ABCD');
const instant = z.iso.datetime({ offset: true, error: 'a moment is written like 2026-12-24T00:00:00Z' });
const redacted = z.array(z.enum(redactable)).default([]);
const mode = z.enum(['off', 'observe', 'ask', 'auto']);

/** Everything a person can do, as rights name it. Playbooks are named by their ids. */
export const verbs = [
  'view',
  'acknowledge',
  'assign',
  'note',
  'snooze',
  'suppress',
  'resolve',
  'reopen',
  'respond',
  'approve',
  'deny',
  'cancel',
  'undo',
  'breakglass',
  'page',
  'ticket',
] as const;
export type Verb = (typeof verbs)[number];

const otherName = z
  .string()
  .regex(
    /^(?:P[A-Z0-9]{5,19}|[^\s@:*]+@[^\s@:*]+|arn:aws[\w-]*:(?:iam|sts)::\d{12}:[^\s*]+)$/,
    'a person is known elsewhere by a PagerDuty id (P…), an e-mail address or a whole AWS ARN',
  );

const group = z.strictObject({
  people: z.array(person).optional(),
  usergroup: z
    .string()
    .regex(/^S[A-Z0-9]{2,}$/, 'a user group is given by its Slack id, such as S0123ABCD')
    .optional(),
});
const right = z.strictObject({ verbs: z.array(z.enum(verbs)).min(1), groups: z.array(name).min(1), accounts: z.array(account).optional() });
/** A group, or a level of PagerDuty's escalation policy, which is a group of its own. */
const level = z
  .strictObject({ group: name.optional(), onCall: z.number().int().min(1).max(20).optional(), minutes: z.number().positive().max(1440) })
  .refine(({ group, onCall }) => (group === undefined) !== (onCall === undefined), {
    error: 'give either a group or onCall, a level of PagerDuty',
  })
  .transform(({ group, onCall, minutes }) => ({ group: group ?? onCallGroup(onCall ?? 1), minutes }));

const shape = z.strictObject({
  team: z.string().regex(/^T[A-Z0-9]{2,}$/, 'the team is given by its Slack id, such as T0123ABCD'),
  channels: z.record(name, channel),
  routes: z.array(route),
  defaultRoute: z.strictObject({ name, channel: name }),
  /** Where those who run Drawbridge are told of it; the default route's when left out. */
  adminChannel: name.optional(),
  /** Times in which tiers 1 and 2 wait before they are shown. */
  quietHours: z.array(quietHours).default([]),
  /** What a channel is told once a day or a week: what happened, and what is open. */
  digests: z.array(digest).default([]),
  /** What a channel is told when those on call change. */
  handOvers: z.array(handOver).default([]),
  /** The lowest tier that becomes a message; lower ones are recorded only. */
  postingFloor: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  groups: z.record(name, group),
  /** What people are called elsewhere: a PagerDuty id, an e-mail address or an AWS ARN, each with its Slack person. */
  people: z.record(otherName, person).default({}),
  allow: z.array(right),
  deny: z.array(right).default([]),
  approvals: z.strictObject({
    levels: z.array(level).min(1).max(5),
    /** Groups whose members may approve besides those of the open level. */
    approvers: z.array(name).default([]),
    /** Whose Step Functions tasks may ask for an approval; "*" in a name stands for anything. */
    workflows: z
      .array(
        z.strictObject({
          account,
          stateMachine: z.string().regex(/^[\w.*-]{1,80}$/, 'a state machine is given by its name, in which * stands for anything'),
          /** Only these, and `approvers` above, may answer. */
          approvers: name.optional(),
        }),
      )
      .default([]),
  }),
  playbooks: z.record(
    z.string().regex(/^[a-z][a-z_]{0,19}$/, 'a playbook is given by its id'),
    z.strictObject({
      production: mode,
      staging: mode,
      development: mode,
      unknown: mode,
      people: z.union([z.literal(1), z.literal(2)]).optional(),
      /** In mode auto: only findings whose type matches one of these run by themselves; "*" stands for anything. */
      types: z.array(z.string().min(1).max(100)).optional(),
    }),
  ),
  /** How many responses may begin by themselves in one account within an hour. */
  breaker: z
    .strictObject({ automaticPerHour: z.number().int().positive().max(1000), destructivePerHour: z.number().int().positive().max(1000) })
    .default({ automaticPerHour: 5, destructivePerHour: 2 }),
  /** Times in which nothing runs by itself. */
  freezes: z
    .array(z.strictObject({ name: z.string().min(1).max(64), from: instant, until: instant, accounts: z.array(account).optional() }))
    .default([]),
  accounts: z.record(
    account,
    z.strictObject({
      name: z.string().max(64),
      environment: environment.optional(),
      owner: z.string().max(64).optional(),
      unit: unit.optional(),
      /** Its owner's own channel: for what no route takes. */
      channel: name.optional(),
    }),
  ),
  /** Products besides AWS's own that may offer destructive buttons, with the account that may import them. */
  trustedProducts: z.array(z.strictObject({ product: z.string(), account })).default([]),
  /** SNS topics whose copies of events are read as the events themselves; only EventBridge may publish to them. */
  trustedTopics: z
    .array(z.string().regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(?:\.fifo)?$/, 'a topic is given by its ARN'))
    .default([]),
  /** `resolvesCase`: an incident that a person closes in PagerDuty closes its case; otherwise somebody is asked. `runbook`: linked in every page. */
  paging: z
    .strictObject({ resolvesCase: z.boolean().default(false), runbook: z.url({ protocol: /^https$/ }).optional() })
    .default({ resolvesCase: false }),
  /** Whether whoever a suspect credential belongs to is asked. */
  askAffected,
  /** Where tickets are opened. */
  tickets,
  /** Actions that no changed policy may allow unseen, and the environments in which one that does is held until people agree. */
  policyWatch: z
    .strictObject({
      restricted: z
        .array(z.string().regex(/^(?:\*|[a-z0-9*?-]+:[A-Za-z0-9*?]+)$/, 'an action is given like iam:PassRole or iam:*'))
        .max(100)
        .default([]),
      environments: z.array(environment).default([]),
    })
    .default({ restricted: [], environments: [] }),
  /** Kinds of fields that do not leave for Slack, PagerDuty or a tracker, or by e-mail. */
  redact: z
    .strictObject({ slack: redacted, pagerDuty: redacted, email: redacted, tickets: redacted })
    .default({ slack: [], pagerDuty: [], email: [], tickets: [] }),
  neverTargets: z.strictObject({ names: z.array(z.string()).default([]), tags: z.record(z.string(), z.string()).default({}) }),
  /** Networks of our own and of partners that are never blocked. */
  trustedAddresses: z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).default([]),
});
export type Policy = z.infer<typeof shape> & {
  /** Short hash of the content: in every event. */
  version: string;
};
export type Mode = z.infer<typeof mode>;

/** JSON Schema (draft 7) of what may be written, for editors: names that must exist and the like are only checked when it is read. */
export function policySchema(): { $schema?: string; properties?: Record<string, unknown> } {
  return z.toJSONSchema(shape, { io: 'input', target: 'draft-7' }) as { $schema?: string; properties?: Record<string, unknown> };
}

/** Every problem at once, each with its path ("routes.0.channel: …"), or the policy. `version` is chosen by the caller. */
export function parsePolicy(raw: unknown, version: string): { ok: true; policy: Policy } | { ok: false; problems: string[] } {
  const parsed = shape.safeParse(raw);
  if (!parsed.success) {
    return { ok: false, problems: parsed.error.issues.map((issue) => `${issue.path.join('.') || 'policy'}: ${issue.message}`) };
  }
  const problems = policyProblems(parsed.data);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, policy: { ...parsed.data, version } };
}
