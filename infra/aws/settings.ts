/** What differs between deployments, read from the CDK context (cdk.json or -c name=value), every problem listed at once. */
import * as z from 'zod';
import { partitionOf } from '../../src/domain/arn.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { loadPolicy } from '../policy.ts';

const yesOrNo = z.enum(['yes', 'no']).transform((value) => value === 'yes');

const shape = z.object({
  /** Names every role and resource; two deployments in one organisation differ in it. */
  deployment: z.string().regex(/^[a-z][a-z0-9-]{0,18}[a-z0-9]$/, 'lower-case letters, digits and hyphens, 2 to 20 of them'),
  hubAccount: z.string().regex(/^\d{12}$/, '12 digits'),
  hubRegion: z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'a Region, such as eu-central-1'),
  organisation: z.string().regex(/^o-[a-z0-9]{10,32}$/, 'the id of an organisation: "o-" and 10 to 32 letters or digits'),
  /** Security Hub's custom actions exist once per account and Region: a second deployment there goes without. */
  customActions: yesOrNo.optional(),
  /** Whether people are paged through PagerDuty: without it nothing is made for it. */
  pagerDuty: yesOrNo.default(true),
  /** Whether tickets are opened in Jira or ServiceNow, whose secret is then read. */
  tickets: yesOrNo.default(false),
  /** How long log lines are kept, one of the numbers CloudWatch knows. */
  logDays: z.coerce
    .number()
    .pipe(z.union([30, 90, 180, 365, 731, 1827].map((days) => z.literal(days))))
    .default(365),
  /** How long nobody may delete evidence. */
  evidenceDays: z.coerce.number().int().min(1).max(36500).default(400),
  /** Governance: those with a right to, may after all, so that a trial can be removed. Compliance: nobody, and neither can AWS. */
  evidenceMode: z.enum(['governance', 'compliance']).default('governance'),
  /** Whether table, queues, topics, logs and evidence are encrypted with a key of this deployment's own, for a fee. */
  customerKey: yesOrNo.default(false),
  /** Where the runbook is read; each alarm links to its part of it. */
  runbook: z.string().min(1).default('docs/runbook.md'),
  /** Who is told of alarms, besides whoever subscribes to the topic. */
  alarmEmail: z.email().optional(),
  policyFile: z.string().default('drawbridge.yaml'),
});

type Optional = 'alarmEmail' | 'customActions';
export type Settings = Omit<z.infer<typeof shape>, Optional> & {
  alarmEmail?: string;
  customActions: boolean;
  partition: string;
  policy: Policy;
};

/** `context` answers undefined for what is not set. Throws one error with every problem. */
export function readSettings(context: (name: string) => unknown): Settings {
  const given = Object.fromEntries(Object.keys(shape.shape).map((name) => [name, context(name)]));
  const parsed = shape.safeParse(given);
  if (!parsed.success) throw new Error(`the deployment's settings are not usable:\n${z.prettifyError(parsed.error)}`);
  const { alarmEmail, customActions, ...settings } = parsed.data;
  const partition = partitionOf(settings.hubRegion);
  return {
    ...settings,
    ...(alarmEmail && { alarmEmail }),
    // CloudFormation has them in the commercial partition only; elsewhere they are made by hand.
    customActions: customActions ?? partition === 'aws',
    partition,
    policy: loadPolicy(settings.policyFile),
  };
}
