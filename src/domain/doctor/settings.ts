/** What a deployment needs before anything is deployed: usable settings, credentials of the hub's account, and whole secrets. */
import { ok, problem, type Remark, warning } from './remark.ts';

/** `because`: every problem of the settings or the policy, a line each. */
export function checkSettings(because: string | undefined): Remark[] {
  if (because === undefined) return [ok('hub', 'settings and policy are usable')];
  const [first = '', ...lines] = because.split('\n').filter((line) => line.trim() !== '');
  return [problem('hub', [first, ...lines.map((line) => line.trim())].join(' '), 'correct cdk.json, its -c values, or drawbridge.yaml')];
}

export function checkCaller(caller: { account: string } | { because: string }, hubAccount: string): Remark[] {
  const change = `sign in to account ${hubAccount}, or set hubAccount in cdk.json`;
  if ('because' in caller) return [problem('hub', `AWS does not say whose credentials these are: ${caller.because}`, change)];
  if (caller.account === hubAccount) return [ok('hub', `the credentials here are of the hub's account ${hubAccount}`)];
  return [problem('hub', `the credentials here are of account ${caller.account}, and the hub is ${hubAccount}`, change)];
}

export interface SeenSecret {
  name: string;
  /** Undefined when it could not be read. */
  keys: readonly string[] | undefined;
  because?: string;
  /** What is wrong with what it holds, in words without values. */
  problems: readonly string[];
}

export function checkSecret({ name, keys, because = '', problems }: SeenSecret, needed: readonly string[]): Remark[] {
  if (!keys)
    // Its values are known once the hub is there: Slack and PagerDuty want its addresses.
    return [
      warning(
        'hub',
        `secret ${name} could not be read, without which functions do not start: ${because}`,
        `create it in Secrets Manager as JSON with ${needed.join(', ')}, or sign in as somebody who may read it`,
      ),
    ];
  const missing = needed.filter((key) => !keys.includes(key));
  const wrong = [...(missing.length > 0 ? [`${missing.join(', ')} missing`] : []), ...problems];
  if (wrong.length === 0) return [ok('hub', `secret ${name} holds what is needed`)];
  return [problem('hub', `secret ${name}: ${wrong.join('; ')}`, 'put a new value of the secret; functions take it up within 15 minutes')];
}

/** Nothing is deployed yet, or nobody said where. */
export function insideUnseen(): Remark {
  return warning(
    'hub',
    'the hub itself was not asked: roles, groups and who is on call were not looked at',
    'once it is deployed, set DRAWBRIDGE_TERMINAL_URL to its output TerminalAddress and run this again',
  );
}
