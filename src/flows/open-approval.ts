/** Open an approval level: keep the token, name who may answer, tell them. The log decides; the token only wakes. */
import { referenceOf } from '../domain/case-id.ts';
import type { Member } from '../services/directory.ts';
import { levelAt, type OpenLevel } from './approval-level.ts';
import { setDue } from './due.ts';
import { eventOf, type Run, type RunServices, record, type Turn, turn } from './response-run.ts';
import { keepToken } from './task-token.ts';

/** The same for every try of the same level. */
export function approvalIdOf(responseId: string, level: number): string {
  return referenceOf(responseId, String(level));
}

/** Whom the level asks, and nobody else: others may answer, but are not woken. With two people, not the one who asked. */
async function approversOf(run: Run, group: string, { directory }: Pick<RunServices, 'directory'>): Promise<Member[]> {
  const { people, askedBy } = run.response;
  const found = new Map<string, Member>();
  for (const member of (await directory.members(group)) ?? []) found.set(member.id, member);
  if (people === 2 && askedBy.kind === 'person') found.delete(askedBy.id);
  return [...found.values()];
}

/** A level that has nobody besides the one who asked would let its minutes pass unheard: then the next level's people are asked. */
async function askedAt(run: Run, group: string, services: RunServices): Promise<{ group: string; approvers: Member[] }> {
  const names = run.response.levels.map(({ name }) => name);
  for (const each of names.slice(names.indexOf(group))) {
    const approvers = await approversOf(run, each, services);
    if (approvers.length > 0) return { group: each, approvers };
  }
  return { group, approvers: [] };
}

async function open(run: Run, { level, name, opensAt, until }: OpenLevel, token: string, services: RunServices): Promise<Run> {
  const { caseId, responseId } = run;
  const approvalId = approvalIdOf(responseId, level);
  // Before the event that lets people answer: whoever sees a decision finds a token to wake.
  await keepToken(approvalId, token, services);
  await services.table.putNew({ pk: `APPROVAL#${approvalId}`, sk: 'APPROVAL', caseId, responseId, level });
  const { group, approvers } = await askedAt(run, name, services);
  await setDue(services.table, opensAt + (until - opensAt) / 2, caseId, 'approval-reminder');
  return record(run, services, ({ decision }) =>
    decision ? [] : [eventOf(run, `opened-${level}`, 'approval-opened', { approvalId, level, until, approvers, group })],
  );
}

/**
 * A decision may arrive at any moment. One that came before the state read here is answered by waking this very token; one that
 * comes later is answered by the projection, which then finds the token in the vault. Either way nobody waits for the deadline.
 */
export async function openApproval(run: Run, token: string, services: RunServices): Promise<Turn> {
  const level = run.response.decision || run.response.outcome ? undefined : levelAt(run.response, services.clock.now());
  const after = level ? await open(run, level, token, services) : run;
  if (!level || after.response.decision) await services.stepFunctions.wake(token);
  return turn('wait');
}
