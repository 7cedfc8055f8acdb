/** What became of a case on its way: received, keyed, judged, routed, enriched, and shown on each surface. */
import { counted, utc } from '../../blocks/time-words.ts';
import type { TraceView } from '../../blocks/trace-answers.ts';
import { type CaseState, isOpen, isQuiet } from '../domain/case-state.ts';
import { posts } from '../domain/route.ts';
import type { Services } from '../services/services.ts';
import { isShown } from './poke-case.ts';
import { slackSurface } from './show-on-slack.ts';

type TraceServices = Pick<Services, 'clock' | 'policy' | 'table'>;

function shownWords(state: CaseState, { policy, clock }: TraceServices): string {
  if (!isShown(state, policy)) {
    if (!posts(state.tier, policy)) return `not shown: tier ${state.tier} is below the posting floor, which is ${policy.postingFloor}`;
    return state.subject.quiet === 'baseline'
      ? 'not shown: it was open already at installation'
      : 'not shown: each of its rows has a case of its own';
  }
  if (!isOpen(state)) return 'shown as closed';
  return isQuiet(state, clock.now()) ? 'shown, and quiet until its snooze or suppression ends' : 'shown';
}

/** As policy calls it, with its id. */
function channelWords(id: string, { policy }: TraceServices): string {
  const [name] = Object.entries(policy.channels).find(([, each]) => each === id) ?? [];
  return name ? `#${name} (${id})` : id;
}

async function slackWords(state: CaseState, services: TraceServices): Promise<string> {
  const surface = await slackSurface(state.caseId, services);
  if (!surface?.ts) return 'none yet';
  const behind = state.seq - surface.line;
  return `in ${channelWords(surface.channel, services)}, ${behind > 0 ? `${counted(behind, 'event')} behind` : 'up to date'}`;
}

export async function traceCase(state: CaseState, services: TraceServices): Promise<TraceView> {
  const { subject, caseId, rowCount, sightings, tier, tierReason, environment, enrichedAt, failures, hubFindings } = state;
  const joined = [
    state.storm ? `part of storm ${state.storm}` : '',
    state.promotedFrom ? `taken out of ${state.promotedFrom}` : '',
    subject.previous ? `continues ${subject.previous}` : '',
  ].filter(Boolean);
  return {
    caseId,
    stations: [
      {
        name: 'Received',
        what: `${utc(state.openedAt)}, from ${subject.product}${subject.genuine ? '' : ', not verified as AWS’s own'}; type ${subject.type}`,
      },
      {
        name: 'Grouped',
        what: [`generation ${subject.generation}, ${counted(rowCount, 'row')}, seen ${counted(sightings, 'time')}`, ...joined].join('; '),
      },
      { name: 'Judged', what: `tier ${tier}: ${tierReason}; environment ${environment}` },
      { name: 'Routed', what: `${subject.route} to ${channelWords(subject.channel, services)}; ${shownWords(state, services)}` },
      {
        name: 'Looked up',
        what: enrichedAt === undefined ? 'not yet' : failures.length > 0 ? failures.join('; ') : 'everything there was to ask',
      },
      { name: 'Its message', what: await slackWords(state, services) },
      {
        name: 'Security Hub',
        what:
          hubFindings.length > 0
            ? counted(hubFindings.length, 'finding is written back to', 'findings are written back to')
            : 'it holds no copy of it',
      },
      { name: 'Log', what: `${counted(state.seq, 'event')}; the last one’s hash begins with ${state.hash.slice(0, 12)}` },
    ],
  };
}
