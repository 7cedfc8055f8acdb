/** A stop as a case of its own: one log per scope, one card in the default channel, with what two people do to start it again. */
import { caseIdOf } from '../domain/case-id.ts';
import type { CaseState } from '../domain/case-state.ts';
import type { CaseSubject, NewEvent } from '../domain/events.ts';
import type { Services } from '../services/services.ts';
import { type StopScope, scopeWords } from './stops.ts';

type TellServices = Pick<Services, 'cases' | 'clock' | 'policy' | 'hubAccount'>;

function subjectOf(caseKey: string, scope: StopScope, { policy, clock, hubAccount }: TellServices): Omit<CaseSubject, 'generation'> {
  const [, account = hubAccount] = /\/(\d{12})$/.exec(scope) ?? [];
  const { name: route, channel } = policy.defaultRoute;
  return {
    caseKey,
    kind: 'stop',
    class: 'control',
    threat: 'hygiene',
    type: 'Stop',
    title: scopeWords(scope, policy.accounts[account]?.name),
    description: '',
    product: 'Drawbridge',
    genuine: true,
    sample: false,
    account,
    region: '',
    partition: 'aws',
    createdAt: clock.now(),
    accessKeys: [],
    remoteAddresses: [],
    route,
    channel: policy.channels[channel] ?? '',
  };
}

const mostHashes = 10;

/** A case of this key and generation; another case may have its hash. */
async function find(caseKey: string, generation: number, { cases }: Pick<TellServices, 'cases'>) {
  for (let attempt = 0; attempt < mostHashes; attempt += 1) {
    const caseId = caseIdOf(caseKey, generation, attempt);
    const state = await cases.read(caseId);
    if (!state || state.subject.caseKey === caseKey) return { caseId, state };
  }
  throw new Error(`no free case id for ${caseKey}`);
}

/** What was started again is over: the next stop of the same scope is a case, and a message, of its own. */
function isOver(state: CaseState, { id }: NewEvent): boolean {
  return state.stop?.started !== undefined && !state.eventIds.includes(id);
}

/** The same event is told once. */
export async function tellStop(scope: StopScope, event: NewEvent, services: TellServices): Promise<void> {
  const caseKey = `stop/${scope}`;
  let generation = 1;
  let place = await find(caseKey, generation, services);
  while (place.state && isOver(place.state, event)) {
    generation += 1;
    place = await find(caseKey, generation, services);
  }
  const subject = { ...subjectOf(caseKey, scope, services), generation };
  const open: NewEvent = { id: `open:${generation}`, actor: { kind: 'drawbridge' }, kind: 'case-opened', data: { subject, findings: [] } };
  await services.cases.append(place.caseId, (state) => [...(state ? [] : [open]), ...(state?.eventIds.includes(event.id) ? [] : [event])]);
}
