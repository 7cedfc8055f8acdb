/** SQS: pokes to the surfaces and the clicks that the Slack door hands on. */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Where a case takes effect, plus enrichment, which catches up in the same way. */
export const surfaces = ['slack', 'security-hub', 'step-functions', 'enrichment', 'notices'] as const;
export type Surface = (typeof surfaces)[number];

export interface Queues {
  /** "Look at case X": losing it costs time, nothing else. `once` makes the same poke twice within five minutes one. */
  poke(surface: Surface, caseId: string, once: string): Promise<void>;
  /** Hands one verified Slack request to the worker; `signatureHash` makes a replay no message. Rejects after 1.5 s. */
  click(body: string, signatureHash: string, group: string): Promise<void>;
}

/** `prefix` is all of a queue's URL up to its short name: `${prefix}slack.fifo`, `${prefix}clicks.fifo`. */
export function createQueues(client: SQSClient, prefix: string): Queues {
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
    async click(body, signatureHash, group) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: `${prefix}clicks.fifo`,
          MessageBody: body,
          MessageGroupId: group,
          MessageDeduplicationId: signatureHash,
        }),
        { abortSignal: AbortSignal.timeout(1500) },
      );
    },
  };
}
