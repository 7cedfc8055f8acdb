/** SQS: pokes to the surfaces and the clicks that the Slack door hands on. */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Where a case takes effect, plus enrichment, which catches up in the same way. */
export const surfaces = ['slack', 'pagerduty', 'security-hub', 'step-functions', 'enrichment', 'notices', 'tickets', 'asking'] as const;
export type Surface = (typeof surfaces)[number];

export interface Queues {
  /** "Look at case X": losing it costs time, nothing else. `once` makes the same poke twice within five minutes one. */
  poke(surface: Surface, caseId: string, once: string): Promise<void>;
  /** Puts what no trying again will cure among the surface's dead letters, where people find it; sent back from there it is tried anew. */
  bury(surface: Surface, caseId: string, what: string, once: string): Promise<void>;
  /** Hands one verified Slack request to the worker; `signatureHash` makes a replay no message. Rejects after 1.5 s. */
  click(body: string, signatureHash: string, group: string): Promise<void>;
  /** Hands on one verified delivery of PagerDuty, its bytes as they came; `once` makes a repeat no message. Rejects after 1.5 s. */
  webhook(body: string, once: string, group: string): Promise<void>;
}

/** `prefix` is all of a queue's URL up to its short name: `${prefix}slack.fifo`, `${prefix}clicks.fifo`. */
export function createQueues(client: SQSClient, prefix: string): Queues {
  const forDoor = async (queue: string, body: string, once: string, group: string): Promise<void> => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: `${prefix}${queue}.fifo`,
        MessageBody: body,
        MessageGroupId: group,
        MessageDeduplicationId: once,
      }),
      { abortSignal: AbortSignal.timeout(1500) },
    );
  };
  return {
    async poke(surface, caseId, once) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: `${prefix}${surface}.fifo`,
          MessageBody: JSON.stringify({ surface, caseId }),
          // Slack has one writer, so that its pace needs no lock; the others work case by case.
          MessageGroupId: surface === 'slack' ? 'slack' : caseId,
          MessageDeduplicationId: `${surface}-${caseId}-${once}`.slice(0, 128),
        }),
      );
    },
    async bury(surface, caseId, what, once) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: `${prefix}${surface}-dead.fifo`,
          MessageBody: JSON.stringify({ surface, caseId, what, again: true }),
          MessageGroupId: caseId,
          MessageDeduplicationId: `${surface}-${caseId}-${once}`.slice(0, 128),
        }),
      );
    },
    click: (body, signatureHash, group) => forDoor('clicks', body, signatureHash, group),
    webhook: (body, once, group) => forDoor('webhooks', body, once, group),
  };
}
