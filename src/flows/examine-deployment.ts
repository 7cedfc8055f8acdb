/** Looks at everything that has to be right before a night with an incident: PagerDuty, Slack, people, roles, the clock. It changes nothing. */
import { checkMode } from '../domain/doctor/modes.ts';
import { checkOnCall, levelsAsked } from '../domain/doctor/on-call-people.ts';
import { checkEscalation, checkPriorities, checkService, checkSubscriptions } from '../domain/doctor/pagerduty-settings.ts';
import { ok, problem, type Remark, warning } from '../domain/doctor/remark.ts';
import { checkChannels, checkGrant, type SeenChannel } from '../domain/doctor/slack-grant.ts';
import type { Answer } from '../services/pagerduty.ts';
import type { Services } from '../services/services.ts';
import { examinePeople } from './examine-people.ts';
import { examineRoles } from './examine-roles.ts';
import { scopeWords, stops } from './stops.ts';

/** Without `onCall` nobody is looked for: before there is a hub no person is linked to another. */
type PagingServices = Pick<Services, 'pagerDuty' | 'policy'> & Partial<Pick<Services, 'onCall'>>;
interface SlackServices {
  policy: Services['policy'];
  slack: Pick<Services['slack'], 'grant' | 'channel'>;
}
export type ExamineServices = PagingServices &
  SlackServices &
  Pick<Services, 'aws' | 'clock' | 'deployment' | 'directory' | 'hubRegion' | 'log' | 'onCall' | 'table'>;

function read<T>(what: string, answer: Answer<T>, check: (value: T) => Remark[]): Remark[] {
  if (answer.ok) return check(answer.value);
  const change = 'check PAGERDUTY_TOKEN, its scopes, PAGERDUTY_REGION, and the id that is configured';
  return [problem('PagerDuty', `${what} could not be read: ${answer.because}`, change)];
}

export async function examinePagerDuty({ pagerDuty, onCall, policy }: PagingServices): Promise<Remark[]> {
  const mode = checkMode(pagerDuty.mode, policy);
  if (pagerDuty.mode !== 'full') return mode;
  const [service, escalation, subscriptions, priorities, now] = await Promise.all([
    pagerDuty.service(),
    pagerDuty.escalationPolicy(),
    pagerDuty.subscriptions(),
    pagerDuty.priorities(),
    onCall?.now(),
  ]);
  const needed = levelsAsked(policy).at(-1) ?? 0;
  return [
    ...mode,
    ...read('the service', service, checkService),
    ...read('the escalation policy', escalation, (value) => checkEscalation(value, service.ok ? service.value : undefined, needed)),
    ...read('webhook subscriptions', subscriptions, checkSubscriptions),
    ...read('priorities', priorities, checkPriorities),
    ...(onCall ? checkOnCall(now, policy) : []),
  ];
}

export async function examineSlack({ slack, policy }: SlackServices): Promise<Remark[]> {
  try {
    const grant = checkGrant(await slack.grant(), policy);
    const seen: SeenChannel[] = [];
    for (const [name, id] of Object.entries(policy.channels)) seen.push({ name, id, found: await slack.channel(id) });
    return [...grant, ...checkChannels(seen)];
  } catch (error) {
    const because = error instanceof Error ? error.message : 'it did not answer';
    return [problem('Slack', `it could not be asked: ${because}`, 'check SLACK_BOT_TOKEN (xoxb-…), and whether Slack is up')];
  }
}

const lateMinutes = 5;
const minute = 60_000;

async function examineClock({ table, clock, policy }: Pick<Services, 'table' | 'clock' | 'policy'>): Promise<Remark[]> {
  const tick = await table.get('TICK', 'TICK');
  const ago = typeof tick?.minute === 'number' ? Math.round(clock.now() / minute - tick.minute) : undefined;
  const change = 'look at the function tick, its schedule and its log; deadlines do not end and lost pokes are not found';
  const ticking =
    ago === undefined || ago > lateMinutes
      ? problem(
          'hub',
          `the clock ${ago === undefined ? 'never ticked' : `is ${ago} minutes behind: it stands, or something it does fails`}`,
          change,
        )
      : ok('hub', 'the clock ticks every minute');
  const stopped = (await stops(table)).map(({ sk }) => scopeWords(sk, policy.accounts[sk.split('/')[1] ?? '']?.name));
  return [ticking, ...stopped.map((what) => warning('hub', `stopped: ${what}`, '/sechub start, by two people, when it may run again'))];
}

/** One part that breaks is a problem of its own: the others are still told. */
async function whole(about: Remark['about'], part: Promise<Remark[]>, { log }: Pick<Services, 'log'>): Promise<Remark[]> {
  try {
    return await part;
  } catch (error) {
    const reference = log.error('a part of the deployment could not be examined', error, { about });
    return [problem(about, 'this could not be looked at', `look for reference ${reference} in the log`)];
  }
}

export async function examineDeployment(services: ExamineServices): Promise<Remark[]> {
  const all = await Promise.all([
    whole('hub', examineClock(services), services),
    whole('AWS', examineRoles(services), services),
    whole('Slack', examineSlack(services), services),
    whole('policy', examinePeople(services), services),
    whole('PagerDuty', examinePagerDuty(services), services),
  ]);
  return all.flat();
}
