/** What can be looked at before anything is deployed: settings, whose credentials these are, the secrets, and what those open. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { checkPayload } from '../blocks/limits.ts';
import type { Remark } from '../src/domain/doctor/remark.ts';
import { checkCaller, checkSecret, checkSettings, insideUnseen } from '../src/domain/doctor/settings.ts';
import { examinePagerDuty, examineSlack } from '../src/flows/examine-deployment.ts';
import { pagerDutyProblems, pagerDutyShape, readPagerDuty } from '../src/pagerduty-config.ts';
import { createHubAccount, type HubAccount } from '../src/services/hub-account.ts';
import { createLog } from '../src/services/log.ts';
import { createPagerDuty } from '../src/services/pagerduty/create-pagerduty.ts';
import type { PagerDuty } from '../src/services/pagerduty.ts';
import { createSlack, type Slack } from '../src/services/slack.ts';
import { namesOf } from './aws/names.ts';
import { readSettings, type Settings } from './aws/settings.ts';

/** Everything outside, so that a test can stand for it. */
export interface Outside {
  /** Of the CDK, by name: cdk.json with what -c says over it. */
  context(name: string): unknown;
  hub(region: string): HubAccount;
  slack(token: string): Pick<Slack, 'grant' | 'channel'>;
  pagerDuty(options: Parameters<typeof createPagerDuty>[0]): PagerDuty;
}

/** `over`: values of -c, each "name=value". */
export function realOutside(over: readonly string[]): Outside {
  const { context = {} } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context?: Record<string, unknown> };
  const said = Object.fromEntries(over.map((each) => [each.split('=')[0], each.slice(each.indexOf('=') + 1)]));
  const log = createLog(() => {});
  return {
    context: (name) => said[name] ?? context[name],
    hub: createHubAccount,
    slack: (token) => createSlack({ token, log, check: checkPayload }),
    pagerDuty: createPagerDuty,
  };
}

const said = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function caller(hub: HubAccount): Promise<{ account: string } | { because: string }> {
  try {
    return { account: await hub.account() };
  } catch (error) {
    return { because: said(error) };
  }
}

interface Read {
  values: Record<string, string> | undefined;
  because?: string;
}

async function secret(hub: HubAccount, name: string): Promise<Read> {
  try {
    return { values: await hub.secret(name) };
  } catch (error) {
    return { values: undefined, because: said(error) };
  }
}

const slackKeys: Record<string, RegExp> = {
  SLACK_BOT_TOKEN: /^xoxb-/,
  SLACK_SIGNING_SECRET: /^[0-9a-f]{32}$/,
  SLACK_BOT_ID: /^B[A-Z0-9]+$/,
  SLACK_BOT_USER_ID: /^[UW][A-Z0-9]+$/,
};

async function slackSide(name: string, hub: HubAccount, { policy }: Settings, outside: Outside): Promise<Remark[]> {
  const { values, ...why } = await secret(hub, name);
  const shaped = Object.entries(slackKeys).flatMap(([key, form]) => {
    const value = values?.[key];
    return value === undefined || form.test(value) ? [] : [`${key} is not of the form ${form.source}`];
  });
  const remarks = checkSecret({ name, keys: values && Object.keys(values), problems: shaped, ...why }, Object.keys(slackKeys));
  const token = values?.SLACK_BOT_TOKEN;
  return token ? [...remarks, ...(await examineSlack({ policy, slack: outside.slack(token) }))] : remarks;
}

async function pagerDutySide(name: string, hub: HubAccount, { policy }: Settings, outside: Outside): Promise<Remark[]> {
  const { values, ...why } = await secret(hub, name);
  const parsed = z.object(pagerDutyShape()).safeParse(values ?? {});
  const problems = parsed.success
    ? pagerDutyProblems(parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const remarks = checkSecret({ name, keys: values && Object.keys(values), problems, ...why }, ['PAGERDUTY_ROUTING_KEY']);
  if (!values || !parsed.success || problems.length > 0) return remarks;
  return [...remarks, ...(await examinePagerDuty({ policy, pagerDuty: outside.pagerDuty(readPagerDuty(parsed.data, false)) }))];
}

/** `isDeployed`: the hub looks at the rest itself, from inside; its functions start with whole secrets only. */
export async function preflight(outside: Outside, isDeployed: boolean): Promise<Remark[]> {
  let settings: Settings;
  try {
    settings = readSettings(outside.context);
  } catch (error) {
    return checkSettings(said(error));
  }
  const hub = outside.hub(settings.hubRegion);
  const who = await caller(hub);
  const first = [...checkSettings(undefined), ...checkCaller(who, settings.hubAccount)];
  if (isDeployed || !('account' in who) || who.account !== settings.hubAccount) return first;
  const names = namesOf(settings);
  const rest = await Promise.all([
    slackSide(names.secret('slack'), hub, settings, outside),
    settings.pagerDuty ? pagerDutySide(names.secret('pagerduty'), hub, settings, outside) : [],
  ]);
  return [...first, ...rest.flat(), insideUnseen()];
}
