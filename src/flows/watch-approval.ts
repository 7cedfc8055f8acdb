/** Looks every minute at who is asked: when a shift changes while an approval is open, the new people are asked, and everybody sees it. */
import type { ResponseState } from '../domain/case-state.ts';
import type { NewEvent } from '../domain/events.ts';
import type { Member } from '../services/directory.ts';
import type { Services } from '../services/services.ts';
import { levelAt, type OpenLevel } from './approval-level.ts';
import { setDue } from './due.ts';

const minuteMilliseconds = 60_000;

/** One look a minute for a case, however many of its approvals are open. */
export async function setWatch(caseId: string, { table, clock }: Pick<Services, 'table' | 'clock'>): Promise<void> {
  const next = (Math.floor(clock.now() / minuteMilliseconds) + 1) * minuteMilliseconds;
  await setDue(table, next, caseId, 'approval-watch');
}

type Directory = Pick<Services, 'directory'>;
type AskingResponse = Pick<ResponseState, 'people' | 'askedBy' | 'levels'>;

/** Whom the level asks, and nobody else: others may answer, but are not woken. With two people, not the one who asked. */
async function approversOf({ people, askedBy }: AskingResponse, group: string, { directory }: Directory): Promise<Member[]> {
  const found = new Map<string, Member>();
  for (const member of (await directory.members(group)) ?? []) found.set(member.id, member);
  if (people === 2 && askedBy.kind === 'person') found.delete(askedBy.id);
  return [...found.values()];
}

/** A level that has nobody besides the one who asked would let its minutes pass unheard: then the next level's people are asked. */
export async function whoIsAsked(
  response: AskingResponse,
  group: string,
  services: Directory,
): Promise<{ group: string; approvers: Member[] }> {
  const names = response.levels.map(({ name }) => name);
  for (const each of names.slice(names.indexOf(group))) {
    const approvers = await approversOf(response, each, services);
    if (approvers.length > 0) return { group: each, approvers };
  }
  return { group, approvers: [] };
}

type WatchServices = Pick<Services, 'cases' | 'clock' | 'directory' | 'table'>;

function isOpen({ mode, decision, status }: ResponseState): boolean {
  return mode === 'approval' && !decision && status === 'asked';
}

/** What changed since they were asked; nobody is let go because a look-up failed. */
async function handover(response: ResponseState, { level, name }: OpenLevel, services: WatchServices): Promise<NewEvent | undefined> {
  const approval = response.approvals.find((one) => one.level === level && !one.expired);
  if (!approval || (await services.directory.members(name)) === undefined) return undefined;
  const { group, approvers } = await whoIsAsked(response, name, services);
  const [before, now] = [approval.approvers, approvers].map((all) => new Set(all.map(({ id }) => id)));
  const added = approvers.filter(({ id }) => !before?.has(id));
  const isSame = added.length === 0 && approval.approvers.every(({ id }) => now?.has(id)) && group === approval.group;
  if (isSame) return undefined;
  const { responseId } = response;
  const { approvalId, handovers = 0 } = approval;
  const data = { responseId, approvalId, level, group, approvers, added };
  return { id: `${responseId}:handed-over-${level}-${handovers + 1}`, actor: { kind: 'drawbridge' }, kind: 'approval-handed-over', data };
}

/** Run by the tick a minute after an approval was opened, and as long as one is open. */
export async function watchApprovals(caseId: string, services: WatchServices): Promise<void> {
  const now = services.clock.now();
  const before = await services.cases.read(caseId);
  let isWatched = false;
  for (const response of Object.values(before?.responses ?? {}).filter(isOpen)) {
    const level = levelAt(response, now);
    if (!level) continue;
    isWatched = true;
    const event = await handover(response, level, services);
    if (!event) continue;
    await services.cases.append(caseId, (state) => {
      const newest = state?.responses[response.responseId];
      return newest && isOpen(newest) ? [event] : [];
    });
  }
  if (isWatched) await setWatch(caseId, services);
}
