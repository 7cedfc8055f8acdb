/** Approval Requested v1: what somebody's workflow may ask of people, checked as a whole; its task token goes nowhere but the vault. */
import * as z from 'zod';
import { withoutKeyIds } from './redaction.ts';

const mostAnswerBytes = 100_000;
const executionArn = /^arn:aws[a-z-]*:states:([a-z0-9-]+):(\d{12}):execution:([^:\s]{1,80}):([^:\s]{1,80})$/;

const answer = z
  .json()
  .refine(
    (value) => JSON.stringify(value).length <= mostAnswerBytes,
    `at most ${mostAnswerBytes.toLocaleString('en-US')} characters of JSON`,
  );

const shape = z.strictObject({
  version: z.literal(1, 'only version 1 is known').optional(),
  taskToken: z.string('give $$.Task.Token of a .waitForTaskToken task').min(20).max(2048),
  executionArn: z.string('give $$.Execution.Id').regex(executionArn, 'give $$.Execution.Id of a Standard workflow'),
  title: z.string('say in a sentence what is asked').trim().min(1, 'say in a sentence what is asked').max(200),
  details: z.array(z.string().max(500), 'give a list of sentences, which may be empty').max(20).default([]),
  approvers: z.string().min(1).max(40).optional(),
  expiresAt: z.iso.datetime({ offset: true, error: 'give a moment such as 2026-12-24T18:00:00Z' }),
  onAllow: answer.optional(),
  onDeny: answer.optional(),
  changes: z.literal('policy', 'only "policy" can be agreed to in part').optional(),
});

type Json = z.infer<typeof answer>;

export interface ApprovalRequest {
  taskToken: string;
  executionArn: string;
  account: string;
  region: string;
  stateMachine: string;
  execution: string;
  /** Without key ids and without the token, whoever wrote them in. */
  title: string;
  details: string[];
  approvers?: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  onAllow?: Json;
  /** "fail": the task is failed. */
  onDeny?: Json;
  /** It takes a third answer: these actions on these resources only. */
  changes?: 'policy';
}

const hidden = '[task token]';
/** As they begin today: what was written to the wrong place is one, too. */
const tokenLike = /A(?:AAAKg|QC[A-Z])[A-Za-z0-9+/=]{80,}/g;

/** The same JSON with the token, and everything under a key of that name, taken out. */
export function withoutToken(value: unknown): unknown {
  const tokens = new Set<string>();
  collect(value, tokens);
  return hide(value, [...tokens]);
}

function isTokenKey(key: string): boolean {
  return /^task[_-]?token$/i.test(key);
}

function collect(value: unknown, tokens: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (isTokenKey(key) && typeof inner === 'string' && inner.length > 0) tokens.add(inner);
    else collect(inner, tokens);
  }
}

function hide(value: unknown, tokens: readonly string[]): unknown {
  if (typeof value === 'string') return tokens.reduce((text, token) => text.replaceAll(token, hidden), value).replace(tokenLike, hidden);
  if (Array.isArray(value)) return value.map((inner) => hide(inner, tokens));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [hide(key, tokens) as string, isTokenKey(key) ? hidden : hide(inner, tokens)]),
  );
}

/** `because` names every problem with its path and what to give instead; it never holds the token. */
export function readApprovalRequest(detail: unknown): { ok: true; request: ApprovalRequest } | { ok: false; because: string } {
  const parsed = shape.safeParse(detail);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the request'}: ${message}`).join('; ');
    return { ok: false, because: `the request for an approval is not usable: ${hide(problems, tokensOf(detail)) as string}` };
  }
  const { version: _, taskToken, expiresAt, approvers, onAllow, onDeny, changes, ...rest } = parsed.data;
  const [, region = '', account = '', stateMachine = '', execution = ''] = executionArn.exec(rest.executionArn) ?? [];
  const clean = (text: string) => withoutKeyIds(hide(text, [taskToken]) as string);
  return {
    ok: true,
    request: {
      taskToken,
      executionArn: rest.executionArn,
      account,
      region,
      stateMachine,
      execution,
      title: clean(rest.title),
      details: rest.details.map(clean),
      expiresAt: Date.parse(expiresAt),
      ...(approvers !== undefined && { approvers }),
      ...(onAllow !== undefined && { onAllow }),
      ...(onDeny !== undefined && { onDeny }),
      ...(changes !== undefined && { changes }),
    },
  };
}

function tokensOf(detail: unknown): string[] {
  const tokens = new Set<string>();
  collect(detail, tokens);
  return [...tokens];
}
