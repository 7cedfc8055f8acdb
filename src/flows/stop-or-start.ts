/** Stop and start, as people ask for them: recorded in the case they were looking at, if any, and told to them. */
import type { CaseState } from '../domain/case-state.ts';
import type { Actor, EventData, NewEvent } from '../domain/events.ts';
import type { Services } from '../services/services.ts';
import { isScope, scopeWords, start, stop } from './stops.ts';
import { tellStop } from './tell-stop.ts';

type StopServices = Pick<Services, 'cases' | 'table' | 'clock' | 'policy' | 'hubAccount'>;

export async function stopOrStart(
  form: 'stop' | 'start',
  state: Pick<CaseState, 'caseId'> | undefined,
  scope: string,
  reason: string,
  actor: Actor,
  clickId: string,
  services: StopServices,
): Promise<{ title: string; words: string }> {
  if (!isScope(scope)) return { title: 'Not known', words: 'There is nothing of that name to stop or start.' };
  const name = scopeWords(scope, services.policy.accounts[scope.split('/')[1] ?? '']?.name);
  const record = async (kind: 'stopped' | 'start-asked' | 'started') => {
    const data: EventData['stopped'] = { scope: name, reason };
    const event: NewEvent = { id: `click:${clickId}`, actor, kind, data };
    await tellStop(scope, event, services);
    if (!state) return;
    await services.cases.append(state.caseId, (current) => (current && !current.eventIds.includes(event.id) ? [event] : []));
  };
  if (form === 'stop') {
    const isNew = await stop(services.table, scope, reason, actor, services.clock.now());
    if (!isNew) return { title: 'Stopped already', words: `Somebody stopped ${name} before. Starting again takes two people.` };
    await record('stopped');
    return {
      title: 'Stopped',
      words: `Nothing runs any more in ${name}, and what waits for approval will not run. Starting again takes two people.`,
    };
  }
  const started = await start(services.table, scope, actor);
  if (started === 'not stopped') return { title: 'Not stopped', words: `${name} is not stopped.` };
  if (started === 'same person')
    return { title: 'One more person', words: `You asked for it already; somebody else has to ask, too, before ${name} starts again.` };
  await record(started === 'asked' ? 'start-asked' : 'started');
  return started === 'asked'
    ? { title: 'One more person', words: `Recorded. Somebody else has to ask, too, before ${name} starts again.` }
    : { title: 'Started again', words: `${name} runs again.` };
}
