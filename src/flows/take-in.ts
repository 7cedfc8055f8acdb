/** Take in: every input ends in a case, declined or rejected; claim, then append; every step can be run again. */
import { caseKeyOf } from '../domain/case-key.ts';
import { heardIn, type Place } from '../domain/coverage.ts';
import type { Finding } from '../domain/finding.ts';
import type { Services } from '../services/services.ts';
import type { CustomAction, ParsedInput } from '../sources/define.ts';
import { parseInput } from '../sources/index.ts';
import { knownKey } from './claim-case.ts';
import { claimFinding, declineFinding } from './claim-finding.ts';
import type { Taken } from './group-findings.ts';
import { noteConsoleEdit } from './note-console-edit.ts';
import { openCases } from './open-cases.ts';
import { rejectInput } from './reject-input.ts';
import { watchStorms } from './storm.ts';

export interface Input {
  /** The queue message's id: the same again on redelivery. */
  id: string;
  /** The EventBridge envelope as JSON text. */
  body: string;
}

/** One row per finding, one per input without findings. */
export interface OutcomeRow {
  outcome: 'case' | 'declined' | 'rejected';
  findingId?: string;
  caseId?: string;
  reason?: string;
  /** Identity of the finding, for a custom action that follows. */
  identity?: string;
}
export interface TakenIn {
  id: string;
  rows: OutcomeRow[];
  customAction?: CustomAction;
  /** A workflow's request to people, still to be answered. */
  approval?: ParsedInput['approval'];
  /** Where it came from: for whoever took it from a queue, since what was asked for proves nothing about what comes by itself. */
  heard?: Place[];
  /** Set when this input must be delivered again. */
  failed?: unknown;
}

type TakeInServices = Pick<Services, 'clock' | 'log' | 'policy' | 'table' | 'cases' | 'vault' | 'securityHub' | 'hubAccount'>;

const nothingNew = 'nothing new: the case knows it already';

/** Why an inactive finding that has no case opens none; undefined when it should. */
export function notWorthACase(finding: Finding): string | undefined {
  if (finding.workflow === 'SUPPRESSED') return 'suppressed in Security Hub, and no case is open for it';
  if (finding.workflow === 'RESOLVED') return 'already resolved in Security Hub, and no case is open for it';
  if (!finding.active) {
    if (finding.class === 'control') return `${finding.type} is passed or not evaluated, and no case is open for it`;
    return `archived or closed by ${finding.product.name}, and no case is open for it`;
  }
  if (finding.severity === 'informational' && finding.class !== 'threat' && !finding.sensitive) {
    return `${finding.product.name} rates it informational, so it asks nobody for anything`;
  }
  return undefined;
}

interface Pending extends Taken {
  row: OutcomeRow;
  input: TakenIn;
}

async function claim(services: TakeInServices, input: Input, taken: TakenIn, finding: Finding, raw: unknown): Promise<Pending | undefined> {
  const row: OutcomeRow = { outcome: 'case', findingId: finding.findingId, identity: finding.identity };
  taken.rows.push(row);
  const idle = taken.customAction ? undefined : notWorthACase(finding);
  if (idle && (await declineFinding(services.table, finding, input.id))) {
    Object.assign(row, { outcome: 'declined', reason: idle });
    return undefined;
  }
  const claimed = await claimFinding(services.table, finding, raw, input.id, taken.customAction !== undefined);
  if (!claimed.news && claimed.over) {
    Object.assign(row, { outcome: 'declined', reason: 'an older state: the newer one, which asks for nothing any more, came before it' });
    return undefined;
  }
  // Known and yet without a case: whoever claimed it has not opened the case so far, and may never.
  const key = claimed.news ? undefined : await knownKey(services.table, caseKeyOf(claimed.finding), services.clock.now());
  const { edited } = claimed;
  return { finding: claimed.finding, incoming: finding, news: !key, edited, row, input: taken, ...(key && { caseId: key.caseId }) };
}

/** `quiet: 'baseline'` records what is open at installation without posting it. */
export async function takeIn(inputs: readonly Input[], services: TakeInServices, quiet?: 'baseline'): Promise<TakenIn[]> {
  const all: TakenIn[] = [];
  const pending: Pending[] = [];
  for (const input of inputs) {
    const taken: TakenIn = { id: input.id, rows: [] };
    all.push(taken);
    const parsed = parseInput(input.body, services.policy.trustedTopics);
    taken.heard = heardIn(parsed);
    if (parsed.customAction) taken.customAction = parsed.customAction;
    if (parsed.approval) taken.approval = parsed.approval;
    try {
      for (const result of parsed.results) {
        if (result.outcome === 'finding') {
          const one = await claim(services, input, taken, result.finding, result.raw);
          if (one) pending.push(one);
          continue;
        }
        const { outcome, reason, findingId } = result;
        const row: OutcomeRow = { outcome, reason, ...(findingId && { findingId }) };
        taken.rows.push(row);
        if (outcome === 'rejected')
          await rejectInput(input.id, 'kept' in result ? JSON.stringify(result.kept) : input.body, reason, services);
      }
    } catch (error) {
      taken.failed = error;
    }
  }
  const storms = watchStorms(services.table, services.clock);
  await openCases(pending, services, storms, quiet);
  for (const one of pending) {
    if (one.failed !== undefined) one.input.failed ??= one.failed;
    if (one.caseId === undefined) continue;
    one.row.caseId = one.caseId;
    if (one.edited) await settleEdit(one, one.caseId, services);
    else if (!one.news) one.row.reason = nothingNew;
  }
  return all;
}

async function settleEdit(one: Pending, caseId: string, services: TakeInServices): Promise<void> {
  try {
    const edit = await noteConsoleEdit(caseId, one.incoming, one.finding, services);
    if (one.news) return;
    if (edit === 'echo' && !one.input.customAction) {
      Object.assign(one.row, { outcome: 'declined', reason: 'our own update to Security Hub coming back' });
    } else one.row.reason = edit === 'recorded' ? 'somebody changed it in the Security Hub console' : nothingNew;
  } catch (error) {
    one.input.failed ??= error;
  }
}
