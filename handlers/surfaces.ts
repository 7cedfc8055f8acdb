/** Doors of the surface queues: "look at case X" in, the surface matching the case out. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { answerWorkflows } from '../src/flows/answer-workflow.ts';
import { archiveAtSource } from '../src/flows/archive-at-source.ts';
import { askAffected } from '../src/flows/ask-affected.ts';
import { clearDirty, dirtyCase } from '../src/flows/dirty.ts';
import { enrichCase } from '../src/flows/enrich-case.ts';
import { escalateApprovals } from '../src/flows/escalate-approval.ts';
import { keepTicket } from '../src/flows/keep-ticket.ts';
import { pageOnCall } from '../src/flows/page-on-call.ts';
import { tryAgain } from '../src/flows/page-trouble.ts';
import { projectSlack } from '../src/flows/project-slack.ts';
import { remediate } from '../src/flows/remediate.ts';
import { runWorkflows } from '../src/flows/run-workflows.ts';
import { sendNotices } from '../src/flows/send-notices.ts';
import { writeToHub } from '../src/flows/write-to-hub.ts';
import type { Surface } from '../src/services/queues.ts';
import type { Services } from '../src/services/services.ts';
import { takeEach } from './batch.ts';

type SurfaceHandler = (event: SQSEvent) => Promise<SQSBatchResponse>;
interface Poke {
  caseId: string;
  /** Sent back from the dead letters: what was given up is tried anew. */
  again?: true;
}
/** Matches one case; true when the surface has caught up. */
type Match<S> = (poke: Poke, services: S) => Promise<boolean>;

const slackMilliseconds = 45_000;

/** Slack works through all that is dirty, most urgent first, whichever case was poked. */
export function createPosterHandler(services: Parameters<typeof projectSlack>[0]): SurfaceHandler {
  return async () => {
    await projectSlack(services, services.clock.wall() + slackMilliseconds);
    return { batchItemFailures: [] };
  };
}

function catchUp<S extends Pick<Services, 'table' | 'log'>>(
  surface: Exclude<Surface, 'slack'>,
  match: Match<S>,
  services: S,
): SurfaceHandler {
  const { table, log } = services;
  return (event) =>
    takeEach(
      event,
      async ({ body }) => {
        const poke = JSON.parse(body) as Poke;
        const mark = await dirtyCase(table, surface, poke.caseId);
        const isLevel = await match(poke, services);
        if (isLevel && mark) await clearDirty(table, mark);
        log.info('a surface was made to match', { surface, caseId: poke.caseId, isLevel });
      },
      ({ body }, error) => log.error('a surface could not be made to match', error, { surface, caseId: caseIn(body) }),
    );
}

function caseIn(body: string): string | undefined {
  return /"caseId"\s*:\s*"(\w+)"/.exec(body)?.[1];
}

type PagerServices = Parameters<typeof pageOnCall>[1] & Parameters<typeof escalateApprovals>[1];
export function createPagerHandler(services: PagerServices): SurfaceHandler {
  const match: Match<PagerServices> = async ({ caseId, again }) => {
    if (again) await tryAgain(caseId, services);
    const isPaged = await pageOnCall(caseId, services);
    return (await escalateApprovals(caseId, services)) && isPaged;
  };
  return catchUp('pagerduty', match, services);
}

type HubServices = Parameters<typeof archiveAtSource>[1] & Parameters<typeof writeToHub>[1];
export function createHubWriterHandler(services: HubServices): SurfaceHandler {
  const match: Match<HubServices> = async ({ caseId }) => {
    await archiveAtSource(caseId, services);
    return writeToHub(caseId, services);
  };
  return catchUp('security-hub', match, services);
}

export function createNoticesHandler(services: Parameters<typeof sendNotices>[1] & Pick<Services, 'log'>): SurfaceHandler {
  return catchUp('notices', ({ caseId }) => sendNotices(caseId, services), services);
}

export function createTicketsHandler(services: Parameters<typeof keepTicket>[1]): SurfaceHandler {
  return catchUp('tickets', ({ caseId }) => keepTicket(caseId, services), services);
}

export function createAskingHandler(services: Parameters<typeof askAffected>[1]): SurfaceHandler {
  return catchUp('asking', ({ caseId }) => askAffected(caseId, services), services);
}

export function createWorkflowsHandler(services: Services): SurfaceHandler {
  const match: Match<Services> = async ({ caseId }) => {
    const isDone = await runWorkflows(caseId, services);
    await answerWorkflows(caseId, services);
    return isDone;
  };
  return catchUp('step-functions', match, services);
}

export function createEnrichmentHandler(services: Services): SurfaceHandler {
  const match: Match<Services> = async ({ caseId }) => {
    await enrichCase(caseId, services);
    await remediate(caseId, services);
    return true;
  };
  return catchUp('enrichment', match, services);
}

const creators: Record<Surface, (services: Services) => SurfaceHandler> = {
  slack: createPosterHandler,
  pagerduty: createPagerHandler,
  'security-hub': createHubWriterHandler,
  'step-functions': createWorkflowsHandler,
  enrichment: createEnrichmentHandler,
  notices: createNoticesHandler,
  tickets: createTicketsHandler,
  asking: createAskingHandler,
};

export function createSurfaceHandler(surface: Surface, services: Services): SurfaceHandler {
  return creators[surface](services);
}
