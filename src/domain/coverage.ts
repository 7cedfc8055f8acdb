/** Coverage: from which account, Region and source anything has been heard, and where silence has lasted longer than it should. */
import { isAccount, isRegion } from './arn.ts';
import { problem, type Remark, warning } from './doctor/remark.ts';
import type { Finding } from './finding.ts';

/** An hourly sign of life that each member account sends the way that its own events take; see infra/aws/member. */
export const heartbeat = { source: 'drawbridge.heartbeat', detailType: 'Drawbridge Heartbeat' } as const;

export interface Place {
  account: string;
  region: string;
  /** A product as people call it, or "heartbeat". */
  source: string;
}
export interface Heard extends Place {
  /** Milliseconds since the epoch, domain time: when the last event came in. */
  at: number;
}

interface Event {
  envelope?: { source: string; detailType: string; account: string; region: string };
  results: readonly (
    | { outcome: 'finding'; finding: Pick<Finding, 'account' | 'region' | 'product'> }
    | { outcome: 'declined' | 'rejected' }
  )[];
}

/** What the event itself stands for. Security Hub and the rest stand for their findings, whose accounts and Regions are others. */
const services: Record<string, string> = {
  [heartbeat.source]: 'heartbeat',
  'aws.guardduty': 'GuardDuty',
  'aws.macie': 'Macie',
  'aws.inspector2': 'Inspector',
  'aws.access-analyzer': 'Access Analyzer',
  'aws.config': 'Config',
  'aws.health': 'Health',
  'aws.trustedadvisor': 'Trusted Advisor',
};

/** Nothing that somebody else than AWS imported proves that anything arrives. */
export function heardIn({ envelope, results }: Event): Place[] {
  const places = results.flatMap((result): Place[] => {
    if (result.outcome !== 'finding' || !result.finding.product.genuine) return [];
    const { account, region, product } = result.finding;
    return [{ account, region, source: product.name }];
  });
  if (places.length === 0 && envelope) {
    const { source, detailType, account, region } = envelope;
    const name = source.startsWith('aws.') && detailType.endsWith(' via CloudTrail') ? 'CloudTrail' : services[source];
    if (name !== undefined) places.push({ account, region, source: name });
  }
  return places.filter(({ account, region }) => isAccount(account) && isRegion(region));
}

const hour = 3_600_000;
/** In hours. Security Hub runs its checks at least once a day; the others speak when something happens, so that silence says nothing. */
const patience: Record<string, number> = { heartbeat: 3, 'Security Hub': 48 };
/** In hours: after two weeks of alarm the silence is taken for meant, such as a Region that was given up. */
const longest = 14 * 24;

export interface CoverageRow extends Heard {
  /** As policy calls the account; absent when it does not list it. */
  name?: string;
  /** `any`: silence says nothing of this source, or policy does not list the account; `gone`: silent for two weeks. */
  state: 'heard' | 'any' | 'silent' | 'gone';
}
export interface Coverage {
  /** By account, Region and source. */
  rows: CoverageRow[];
  /** Accounts of policy from which nothing was ever heard. */
  never: { account: string; name: string }[];
}

function stateOf({ source, at }: Heard, isListed: boolean, now: number): CoverageRow['state'] {
  const hours = (now - at) / hour;
  const most = patience[source];
  if (most === undefined || !isListed) return 'any';
  if (hours <= most) return 'heard';
  return hours > longest ? 'gone' : 'silent';
}

const keyOf = ({ account, region, source }: Place) => `${account}/${region}/${source}`;

export function coverageOf(heard: readonly Heard[], accounts: Readonly<Record<string, { name: string }>>, now: number): Coverage {
  const rows = heard.map((one): CoverageRow => {
    const name = accounts[one.account]?.name;
    return { ...one, ...(name !== undefined && { name }), state: stateOf(one, name !== undefined, now) };
  });
  rows.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const known = new Set(heard.map(({ account }) => account));
  const never = Object.entries(accounts).flatMap(([account, { name }]) => (known.has(account) ? [] : [{ account, name }]));
  return { rows, never };
}

export function placeWords({ account, name, region, source }: Pick<CoverageRow, 'account' | 'name' | 'region' | 'source'>): string {
  return `${source} of ${name ?? account} in ${region}`;
}

const marks = { heard: '✔', any: '·', silent: '✖', gone: '⚠' } as const;
const columns = (row: CoverageRow, ago: string) => [row.name ? `${row.name} (${row.account})` : row.account, row.region, row.source, ago];

function agoWords(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 10) return 'within 10 minutes';
  if (minutes < 120) return `${minutes} minutes ago`;
  return minutes < 72 * 60 ? `${Math.floor(minutes / 60)} h ago` : `${Math.floor(minutes / 1440)} days ago`;
}

/** A table for a terminal: account, Region, source, last event. A dot marks sources of which silence says nothing. */
export function coverageLines({ rows }: Coverage, now: number): string[] {
  if (rows.length === 0) return ['Nothing was heard so far.'];
  const cells = rows.map((row) => columns(row, agoWords(now - row.at)));
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return rows.map(({ state }, index) =>
    [marks[state], ...(cells[index] ?? []).map((cell, column) => cell.padEnd(widths[column] ?? 0))].join('  '),
  );
}

const hoursOf = ({ at }: Heard, now: number) => `${Math.floor((now - at) / hour)} h`;

const silentChange = (source: string, deployment: string) =>
  source === 'heartbeat'
    ? `look at ${deployment}-member-forwarding there: its schedule, its rules and its role, and at the policy of the hub's bus`
    : 'is Security Hub on there, with a standard, and its findings gathered in the hub’s account and Region?';

export function coverageRemarks({ rows, never }: Coverage, deployment: string, now: number): Remark[] {
  const quiet = rows.flatMap((row): Remark[] => {
    const says = `${placeWords(row)} has been silent for ${hoursOf(row, now)}`;
    if (row.state === 'silent') return [problem('coverage', says, silentChange(row.source, deployment))];
    if (row.state !== 'gone') return [];
    return [warning('coverage', `${says} and is not waited for any more`, 'if that was not meant, deploy the stacks there again')];
  });
  const unheard = never.map(({ account, name }) =>
    problem(
      'coverage',
      `nothing was ever heard from ${name} (${account})`,
      `deploy ${deployment}-member-forwarding there, and wait an hour`,
    ),
  );
  const known = new Map(rows.flatMap(({ account, name }) => (name === undefined ? [[account, account] as const] : [])));
  const unlisted = [...known.keys()].map((account) =>
    warning(
      'coverage',
      `${account} is heard and policy does not list it`,
      'list it under accounts in drawbridge.yaml: silence there is no alarm',
    ),
  );
  return [...quiet, ...unheard, ...unlisted];
}
