/** Which case is meant: by its id, by a finding's ARN, by a link to a message, or the latest one; a message is never the record. */

import { parseArn } from '../domain/arn.ts';
import { authorize, type PersonFacts } from '../domain/authorize.ts';
import { caseKeyOf } from '../domain/case-key.ts';
import type { Reference } from '../domain/command/references.ts';
import type { Finding } from '../domain/finding.ts';
import { refOf } from '../domain/finding-fact.ts';
import { identityOf, type KnownProduct } from '../domain/identity.ts';
import type { Services } from '../services/services.ts';
import { SlackRefusal } from '../services/slack.ts';
import { caseEntries } from './case-list.ts';
import { knownKey } from './claim-case.ts';
import { storedFinding } from './claim-finding.ts';
import { slackSurface } from './show-on-slack.ts';

type FindServices = Pick<Services, 'cases' | 'clock' | 'policy' | 'slack' | 'table'>;

/** The case whose own message this is, or whose thread it is in; what the message says counts only where our record agrees. */
export async function caseOfMessage(channel: string, ts: string, services: FindServices): Promise<string | undefined> {
  try {
    const marked = await services.slack.markedCase(channel, ts);
    if (!marked) return undefined;
    const surface = await slackSurface(marked.caseId, services);
    return surface?.channel === channel && surface.ts === marked.ts ? marked.caseId : undefined;
  } catch (error) {
    // A channel the bot is not in holds none of its messages.
    if (error instanceof SlackRefusal) return undefined;
    throw error;
  }
}

const PRODUCTS: Record<string, KnownProduct> = {
  guardduty: 'guardduty',
  inspector2: 'inspector',
  inspector: 'inspector',
  macie2: 'macie',
  macie: 'macie',
  securityhub: 'securityhub',
  'access-analyzer': 'access-analyzer',
  config: 'config',
  health: 'health',
};

/** By the identity that take-in gave it. */
export async function findingOf(arn: string, services: Pick<FindServices, 'table'>): Promise<Finding | undefined> {
  const { service = '', account = '', region = '' } = parseArn(arn) ?? {};
  const product = Object.hasOwn(PRODUCTS, service) ? PRODUCTS[service] : undefined;
  if (!product) return undefined;
  const item = await storedFinding(services.table, refOf(identityOf(product, { account, region, id: arn })));
  return item?.finding;
}

async function caseOfFinding(arn: string, services: FindServices): Promise<string | undefined> {
  const finding = await findingOf(arn, services);
  return finding && (await knownKey(services.table, caseKeyOf(finding), services.clock.now()))?.caseId;
}

/** The newest open one that this person may see: of the channel they are in if it has any. */
async function latestCase(channel: string | undefined, person: PersonFacts, { table, policy }: FindServices): Promise<string | undefined> {
  const seen = (await caseEntries(table)).filter(
    ({ account, baseline, kind }) => !baseline && kind !== 'stop' && authorize(person, 'view', account, policy).ok,
  );
  const here = seen.filter((entry) => entry.channel === channel);
  return (here.length > 0 ? here : seen).sort((a, b) => b.openedAt - a.openedAt)[0]?.caseId;
}

export type Found = { ok: true; caseId: string; response?: string } | { ok: false; problem: string };

/** `place`: where it was written, for "latest" and for words in the thread of a case. */
export async function findCase(
  about: Reference | undefined,
  place: { channel?: string | undefined; threadTs?: string | undefined },
  person: PersonFacts,
  services: FindServices,
): Promise<Found> {
  const found = (caseId: string | undefined, problem: string): Found => (caseId ? { ok: true, caseId } : { ok: false, problem });
  if (!about) {
    const here = place.channel && place.threadTs ? await caseOfMessage(place.channel, place.threadTs, services) : undefined;
    return found(here, 'Which case? Give its id (it is on the card), a finding’s ARN, a link to its message, or `latest`');
  }
  switch (about.kind) {
    case 'case': {
      const state = await services.cases.read(about.caseId);
      if (!state) return { ok: false, problem: `There is no case ${about.caseId}` };
      return { ok: true, caseId: about.caseId, ...(about.response && { response: about.response }) };
    }
    case 'message':
      return found(await caseOfMessage(about.channel, about.thread ?? about.ts, services), 'That message is not about a case');
    case 'finding':
      return found(await caseOfFinding(about.arn, services), 'There is no case of a finding with that ARN');
    case 'latest':
      return found(await latestCase(place.channel, person, services), 'There is no open case that you may see');
  }
}
