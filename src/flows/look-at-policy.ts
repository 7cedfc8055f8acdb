/** Look at a changed policy: the version in force, read in its own account; what it allows of the restricted is recorded in its case. */
import { AwsCallError } from '../domain/aws-calls.ts';
import type { CaseState } from '../domain/case-state.ts';
import { refOf } from '../domain/finding-fact.ts';
import { grantedLines } from '../domain/granted-words.ts';
import { type Analysis, analysePolicy, type PolicyWatched } from '../domain/policy-analysis.ts';
import { policyChange } from '../domain/policy-change.ts';
import type { Offer } from '../playbooks/define.ts';
import { callFailure } from './call-failure.ts';
import { storedFinding } from './claim-finding.ts';
import { offersOf } from './list-offers.ts';
import { takeIn } from './take-in.ts';
import { type WatchServices, type WatchTurn, watchIdOf, watchTurn } from './watch-run.ts';

/** IAM shows a change everywhere within seconds; whatever is not seen by then has been changed again. */
const patienceMilliseconds = 60_000;
const againSeconds = 15;
/** Whoever claimed the finding first opens its case; killed at that, its queue delivers it again within minutes, or gives up and is an alarm. */
const casePatienceMilliseconds = 600_000;
const mostLines = 20;

/** The offer to hold the policy that this finding is about; undefined for what nobody can hold. */
export async function holdOffer(ref: string, { table, policy }: Pick<WatchServices, 'table' | 'policy'>): Promise<Offer | undefined> {
  const stored = await storedFinding(table, ref);
  const { offers } = offersOf(stored ? [stored.finding] : [], policy);
  return offers.find(({ playbook }) => playbook.id === 'hold_policy_version')?.offer;
}

/** Undefined when there is no such policy, or not yet. */
export async function inForce({ target, secret }: Offer, { aws }: Pick<WatchServices, 'aws'>): Promise<string | undefined> {
  try {
    const { Policy } = await aws.reader(target)('iam:GetPolicy', { PolicyArn: secret.policyArn ?? '' });
    return Policy?.DefaultVersionId;
  } catch (error) {
    if (error instanceof AwsCallError && error.code === 'NoSuchEntity') return undefined;
    throw error;
  }
}

type Found = Pick<PolicyWatched, 'version' | 'verdict' | 'lines' | 'denied'>;

function found(version: string, analysis: Analysis): Found {
  const lines = grantedLines(analysis).slice(0, mostLines);
  const denied = analysis.readable ? analysis.denied.slice(0, mostLines) : [];
  const verdict = !analysis.readable ? 'unreadable' : analysis.granted.length > 0 ? 'restricted' : 'clear';
  return { version, verdict, lines, denied };
}

/** "wait": IAM does not show it yet. "changed": the version in force is another one, whose own event says so. */
async function look(
  offer: Offer,
  expected: string | undefined,
  late: boolean,
  services: WatchServices,
): Promise<Found | 'wait' | 'changed'> {
  const version = await inForce(offer, services);
  if (version === undefined || (expected !== undefined && version !== expected)) return late ? 'changed' : 'wait';
  const request = { PolicyArn: offer.secret.policyArn ?? '', VersionId: version };
  const { PolicyVersion } = await services.aws.reader(offer.target)('iam:GetPolicyVersion', request);
  return found(version, analysePolicy(PolicyVersion?.Document ?? '', services.policy.policyWatch.restricted));
}

/** What AWS says no to is told: then nobody has looked at what the policy allows. */
async function lookOrSay(...[offer, expected, late, services]: Parameters<typeof look>): ReturnType<typeof look> {
  try {
    return await look(offer, expected, late, services);
  } catch (error) {
    if (!(error instanceof AwsCallError) || callFailure(error).again) throw error;
    const { words } = callFailure(error, `${services.deployment}-read in ${offer.target.account}`);
    return { version: expected ?? 'in force', verdict: 'unreadable', lines: [`it could not be read: ${words}`], denied: [] };
  }
}

function recorded(state: CaseState | undefined, ref: string): PolicyWatched | undefined {
  return state?.watched?.find((each) => each.ref === ref);
}

/** The first watch that looks at a change is the one that goes on: EventBridge may deliver an event twice. */
function goesOn(caseId: string, watched: PolicyWatched | undefined, execution: string): WatchTurn {
  return watched?.held && watched.execution === execution ? watchTurn('hold', { caseId }) : watchTurn('over', { caseId });
}

/** `startedAt`: of the execution, ISO 8601. Our own changes, failed calls and versions that are not in force are nothing to look at. */
export async function lookAtPolicy(executionArn: string, startedAt: string, event: unknown, services: WatchServices): Promise<WatchTurn> {
  const change = policyChange(event);
  if (!change) return watchTurn('over');
  const execution = watchIdOf(executionArn);
  // Taking in twice equals once: the case is there, whoever of the queue and the watch is first.
  const [taken] = await takeIn([{ id: `watch-${execution}`, body: JSON.stringify(event) }], services);
  if (taken?.failed !== undefined) throw taken.failed;
  const row = taken?.rows.find(({ outcome, identity }) => outcome === 'case' && identity !== undefined);
  if (!row?.identity) return watchTurn('over');
  const { caseId = '' } = row;
  const ref = refOf(row.identity);
  const watching = services.clock.now() - Date.parse(startedAt);
  const opened = caseId === '' ? undefined : await services.cases.read(caseId);
  if (!opened) {
    if (watching >= casePatienceMilliseconds) throw new Error('the change has no case: see what the queue of its finding gave up');
    return watchTurn('wait', { seconds: againSeconds });
  }
  const known = recorded(opened, ref);
  if (known) return goesOn(caseId, known, execution);
  const offer = await holdOffer(ref, services);
  if (!offer) return watchTurn('over', { caseId });
  const late = watching >= patienceMilliseconds;
  const seen = await lookOrSay(offer, change.version, late, services);
  if (seen === 'wait') return watchTurn('wait', { caseId, seconds: againSeconds });
  if (seen === 'changed') return watchTurn('over', { caseId });
  const { key, label } = offer.target;
  const { state } = await services.cases.append(caseId, (now) => {
    if (!now || recorded(now, ref)) return [];
    const isHeld = seen.verdict !== 'clear' && services.policy.policyWatch.environments.includes(now.environment);
    const data: PolicyWatched = { key, label, ref, execution, ...seen, held: isHeld };
    return [{ id: `watched:${ref}`, actor: { kind: 'drawbridge' }, kind: 'policy-watched', data }];
  });
  return goesOn(caseId, recorded(state, ref), execution);
}
