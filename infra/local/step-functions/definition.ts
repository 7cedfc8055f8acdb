/** State machine definitions: the states and fields this interpreter implements, and the refusal of every other. */
import * as z from 'zod';
import { type Rule, ruleProblems } from './choice.ts';
import { parseExpression } from './intrinsics.ts';
import { parsePath, parseReference } from './paths.ts';
import { templateProblems } from './template.ts';

/** States with their start: a whole machine, or what runs inside a Map or Parallel state. */
export interface Flow {
  StartAt: string;
  States: Record<string, State>;
}

/** A text that `parse` reads without throwing. */
function readable(parse: (text: string) => unknown) {
  return z.string().superRefine((text, context) => {
    try {
      parse(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    }
  });
}

const path = readable(parsePath);
const seconds = z.int().positive();
function checkTemplate(value: unknown, context: z.core.$RefinementCtx): void {
  for (const message of templateProblems(value)) context.addIssue({ code: 'custom', message });
}
const template = z.unknown().superRefine(checkTemplate);
const rule = z.custom<Rule>().superRefine((value, context) => {
  for (const message of ruleProblems(value, true)) context.addIssue({ code: 'custom', message });
});
const names = z.array(z.string()).min(1);

const common = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONPath').optional() };
const paths = { InputPath: path.nullable().optional(), OutputPath: path.nullable().optional() };
const going = { Next: z.string().optional(), End: z.literal(true).optional() };
const result = { ResultPath: readable(parseReference).nullable().optional() };
const selected = { ...result, ResultSelector: template.optional() };
const retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: names,
  IntervalSeconds: seconds.optional(),
  MaxAttempts: z.int().nonnegative().optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: seconds.optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});
const catcher = z.strictObject({ Comment: z.string().optional(), ErrorEquals: names, Next: z.string(), ...result });
const guarded = { Retry: z.array(retrier).optional(), Catch: z.array(catcher).optional() };

const task = z.strictObject({
  Type: z.literal('Task'),
  ...common,
  ...paths,
  ...going,
  ...selected,
  ...guarded,
  Resource: z.enum(['arn:aws:states:::lambda:invoke', 'arn:aws:states:::lambda:invoke.waitForTaskToken']),
  Parameters: z
    .strictObject({ FunctionName: z.string(), 'FunctionName.$': z.string(), Payload: z.unknown(), 'Payload.$': z.string() })
    .partial()
    .superRefine(checkTemplate)
    .refine((value) => value.FunctionName ?? value['FunctionName.$'], 'Parameters has no FunctionName'),
  TimeoutSeconds: seconds.optional(),
  TimeoutSecondsPath: path.optional(),
  HeartbeatSeconds: seconds.optional(),
  HeartbeatSecondsPath: path.optional(),
});
const pass = z.strictObject({
  Type: z.literal('Pass'),
  ...common,
  ...paths,
  ...going,
  ...result,
  Result: z.unknown().optional(),
  Parameters: template.optional(),
});
const choice = z.strictObject({
  Type: z.literal('Choice'),
  ...common,
  ...paths,
  Choices: z.array(rule).min(1),
  Default: z.string().optional(),
});
const wait = z.strictObject({
  Type: z.literal('Wait'),
  ...common,
  ...paths,
  ...going,
  Seconds: z.int().nonnegative().optional(),
  SecondsPath: path.optional(),
  Timestamp: z.iso.datetime({ offset: true }).optional(),
  TimestampPath: path.optional(),
});
const succeed = z.strictObject({ Type: z.literal('Succeed'), ...common, ...paths });
const fail = z.strictObject({
  Type: z.literal('Fail'),
  ...common,
  Error: z.string().optional(),
  ErrorPath: readable(parseExpression).optional(),
  Cause: z.string().optional(),
  CausePath: readable(parseExpression).optional(),
});
/** Checked by whoever walks the definition, which goes into it. */
const inside = z.custom<Flow>((value) => typeof value === 'object' && value !== null, 'must be a flow of states');
const map = z.strictObject({
  Type: z.literal('Map'),
  ...common,
  ...paths,
  ...going,
  ...selected,
  ...guarded,
  ItemsPath: path.optional(),
  ItemSelector: template.optional(),
  ItemProcessor: inside,
  MaxConcurrency: z.int().nonnegative().optional(),
});
const parallel = z.strictObject({
  Type: z.literal('Parallel'),
  ...common,
  ...paths,
  ...going,
  ...selected,
  ...guarded,
  Parameters: template.optional(),
  Branches: z.array(inside).min(1),
});

export const stateShape = z.discriminatedUnion('Type', [task, pass, choice, wait, succeed, fail, map, parallel]);
export const flowShape = z.strictObject({
  Comment: z.string().optional(),
  StartAt: z.string(),
  States: z.record(z.string().min(1).max(80), z.unknown()),
  ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE') }).optional(),
});
export const machineShape = flowShape.omit({ ProcessorConfig: true }).extend({
  Version: z.literal('1.0').optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
  TimeoutSeconds: seconds.optional(),
});

export type State = z.infer<typeof stateShape>;
export type StateOf<Type extends State['Type']> = Extract<State, { Type: Type }>;
export type GuardedState = StateOf<'Task' | 'Map' | 'Parallel'>;
export interface Machine extends Flow {
  TimeoutSeconds?: number | undefined;
}
