/** Whether what people typed into a form can be taken: a message per input, none when all is well. */
import { type Click, knownControls } from './click.ts';
import { isWithin } from './command/duration.ts';
import { actionsProblem, resourcesProblem } from './limited-policy.ts';

/** What `code` may be, as the form offers it. */
export const formChoices = {
  resolve: ['fixed', 'false-positive', 'accepted-risk', 'duplicate', 'test'],
} as const;

const LEAST_REASON = 3;
/** Of whoever decides alone where another one should have agreed. */
const LEAST_ALONE = 20;
const MOST_REASON = 500;
const MOST_NOTE = 2_000;

type Values = Record<string, string | string[]>;
type Check = (value: string | string[] | undefined) => string | undefined;

/** Neither white space nor anything that cannot be seen: control, format and filler characters. */
function visible(text: string): string[] {
  return [...text.replace(/[\s\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu, '')];
}

function sentence(least: number, most: number): Check {
  return (value) => {
    const text = typeof value === 'string' ? value : '';
    if (visible(text).length < least) return least > 1 ? `Please write at least ${least} characters.` : 'Please write something.';
    return [...text].length > most ? `Please use at most ${most} characters.` : undefined;
  };
}

function oneOf(allowed: readonly string[]): Check {
  return (value) => (typeof value === 'string' && allowed.includes(value) ? undefined : 'Please choose one of the list.');
}

const reason = sentence(LEAST_REASON, MOST_REASON);
const comment = sentence(0, MOST_REASON);
const person: Check = (value) => (typeof value === 'string' && /^[UW][A-Z0-9]+$/.test(value) ? undefined : 'Please choose a person.');

const typed =
  (problem: (text: string) => string | undefined): Check =>
  (value) =>
    problem(typeof value === 'string' ? value : '');

/** The forms offer some; whoever writes it in words may choose any within the same limits. */
const lasting =
  (verb: 'snooze' | 'suppress'): Check =>
  (value) =>
    typeof value === 'string' && isWithin(verb, value) ? undefined : 'Please choose one of the list.';
const scope: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'Please choose one of the list.');

const checks: Record<string, Record<string, Check>> = {
  assign: { assignee: person },
  note: { text: sentence(1, MOST_NOTE) },
  snooze: { until: lasting('snooze'), reason },
  suppress: { until: lasting('suppress'), reason },
  resolve: { code: oneOf(formChoices.resolve), reason },
  reopen: { reason },
  deny: { reason },
  undo: { reason },
  approve: { comment },
  change: { actions: typed(actionsProblem), resources: typed(resourcesProblem), comment },
  affected_details: { text: sentence(1, MOST_NOTE) },
  page: { reason },
  priority: { priority: scope },
  breakglass: { reason: sentence(LEAST_ALONE, MOST_REASON) },
  stop: { scope, reason },
  start: { scope, reason },
};

function checksOf(callbackId: string, playbookIds: readonly string[]): Record<string, Check> | undefined {
  if (Object.hasOwn(checks, callbackId)) return checks[callbackId];
  if (playbookIds.includes(callbackId)) return { reason };
  return undefined;
}

/** For a form we do not know everything is refused. */
function refuseAll(values: Values): Record<string, string> {
  const blocks = Object.keys(values);
  return Object.fromEntries((blocks.length > 0 ? blocks : ['reason']).map((block) => [block, 'This form is not known any more.']));
}

/** Messages by block_id, as Slack shows them under the inputs. */
export function validateForm(click: Pick<Click, 'callbackId' | 'values'>, playbookIds: readonly string[]): Record<string, string> {
  const { callbackId = '', values = {} } = click;
  const wanted = knownControls(playbookIds).has(callbackId) ? checksOf(callbackId, playbookIds) : undefined;
  if (!wanted) return refuseAll(values);
  // What a plan asks people to type again is compared by the worker; here it only has to be there.
  const confirmed = Object.hasOwn(values, 'confirm_id') ? { confirm_id: sentence(1, MOST_REASON) } : {};
  const found = Object.entries({ ...wanted, ...confirmed }).flatMap(([block, check]) => {
    const problem = check(Object.hasOwn(values, block) ? values[block] : undefined);
    return problem ? [[block, problem] as const] : [];
  });
  return Object.fromEntries(found);
}
