/** Doors of the surface queues: "look at case X" in, the surface matching the case out. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { answerWorkflows } from '../src/flows/answer-workflow.ts';
import { archiveAtSource } from '../src/flows/archive-at-source.ts';
import { clearDirty, dirtyCase } from '../src/flows/dirty.ts';
import { enrichCase } from '../src/flows/enrich-case.ts';
import { escalateApprovals } from '../src/flows/escalate-approval.ts';
import { pageOnCall } from '../src/flows/page-on-call.ts';
import { tryAgain } from '../src/flows/page-trouble.ts';
import { projectSlack } from '../src/flows/project-slack.ts';
import { remediate } from '../src/flows/remediate.ts';
import { runWorkflows } from '../src/flows/run-workflows.ts';
import { sendNotices } from '../src/flows/send-notices.ts';
import { writeToHub } from '../src/flows/write-to-hub.ts';
import type { Surface } from '../src/services/queues.ts';
import type { Services } from '../src/services/services.ts';

const slackMilliseconds = 45_000;

/** Matches one case; true when the surface has caught up. Slack works through all that is dirty, most urgent first. */
async function match(surface: Exclude<Surface, 'slack'>, caseId: string, services: Services): Promise<boolean> {
  if (surface === 'enrichment') {
    await enrichCase(caseId, services);
    await remediate(caseId, services);
    return true;
  }
  if (surface === 'pagerduty') {
    const isPaged = await pageOnCall(caseId, services);
    return (await escalateApprovals(caseId, services)) && isPaged;
  }
  if (surface === 'notices') return sendNotices(caseId, services);
  if (surface === 'security-hub') {
    await archiveAtSource(caseId, services);
    return writeToHub(caseId, services);
  }
  const isDone = await runWorkflows(caseId, services);
  await answerWorkflows(caseId, services);
  return isDone;
}

async function catchUp(surface: Exclude<Surface, 'slack'>, caseId: string, services: Services): Promise<void> {
  const mark = await dirtyCase(services.table, surface, caseId);
  if ((await match(surface, caseId, services)) && mark) await clearDirty(services.table, mark);
}

export function createSurfaceHandler(surface: Surface, services: Services): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    if (surface === 'slack') {
      await projectSlack(services, services.clock.wall() + slackMilliseconds);
      return { batchItemFailures };
    }
    for (const { messageId, body } of event.Records) {
      let caseId: string | undefined;
      try {
        const poke = JSON.parse(body) as { caseId: string; again?: true };
        caseId = poke.caseId;
        if (surface === 'pagerduty' && poke.again) await tryAgain(caseId, services);
        await catchUp(surface, caseId, services);
      } catch (error) {
        services.log.error('a surface could not be made to match', error, { surface, caseId });
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
}
