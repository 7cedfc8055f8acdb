/** Activity: the latest API calls of the credential or principal, as CloudTrail has them. */
import type { LookupAttribute } from '@aws-sdk/client-cloudtrail';
import type { Read } from '../domain/aws-calls.ts';
import type { Finding } from '../domain/finding.ts';
import { type TrailCall, trailCall } from '../domain/trail-call.ts';
import type { Enricher } from './define.ts';
import { sideLookups } from './partly.ts';

const reads = ['cloudtrail:LookupEvents'] as const;
type Reads = (typeof reads)[number];

const WINDOW_HOURS = 24;
const MOST_CALLS = 20;
/** Where CloudTrail keeps the events of IAM and other global services. */
const GLOBAL_REGION = 'us-east-1';

/** The key if there is one; else the name CloudTrail files events under: for a role that is its session's. */
function attribute({ accessKeys, principal }: Finding): LookupAttribute | undefined {
  const key = accessKeys.find((each) => each.kind !== 'none');
  if (key) return { AttributeKey: 'AccessKeyId', AttributeValue: key.id };
  const isRole = principal?.kind === 'role' || principal?.kind === 'sso';
  const name = isRole ? principal.session : principal?.name;
  return name ? { AttributeKey: 'Username', AttributeValue: name } : undefined;
}

async function lookUp(read: Read<Reads>, wanted: LookupAttribute, since: number): Promise<TrailCall[]> {
  const { Events: found } = await read('cloudtrail:LookupEvents', {
    LookupAttributes: [wanted],
    StartTime: new Date(since),
    MaxResults: MOST_CALLS,
  });
  return (found ?? []).map(trailCall);
}

export const activityEnricher: Enricher<Reads> = {
  id: 'activity',
  label: 'CloudTrail activity',
  reads,
  applies: (finding) => !finding.sample && attribute(finding) !== undefined,
  async enrich(finding, tools) {
    const wanted = attribute(finding);
    if (!wanted) return undefined;
    const since = tools.now - WINDOW_HOURS * 3_600_000;
    const side = sideLookups();
    const elsewhere = finding.partition === 'aws' && finding.region !== GLOBAL_REGION;
    const [here, global] = await Promise.all([
      lookUp(tools.read, wanted, since),
      elsewhere ? side.or(`CloudTrail activity in ${GLOBAL_REGION}`, [], lookUp(tools.readIn(GLOBAL_REGION), wanted, since)) : [],
    ]);
    const calls = [...here, ...global].sort((a, b) => b.at - a.at).slice(0, MOST_CALLS);
    return side.finish({ calls, windowHours: WINDOW_HOURS });
  },
};
