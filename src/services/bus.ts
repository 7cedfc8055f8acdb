/** EventBridge, outwards: enriched findings for others, redacted. */
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

export interface Bus {
  /** Rejects when the bus refuses the entry. `detailType` at most 128 characters. */
  put(detailType: string, detail: unknown): Promise<void>;
}

export function createBus(client: EventBridgeClient, eventBusName: string): Bus {
  return {
    async put(detailType, detail) {
      const entry = { Source: 'drawbridge', DetailType: detailType, Detail: JSON.stringify(detail), EventBusName: eventBusName };
      const answer = await client.send(new PutEventsCommand({ Entries: [entry] }));
      const failed = answer.Entries?.find((each) => each.ErrorCode);
      if (failed) throw new Error(`event bus ${eventBusName} refused "${detailType}": ${failed.ErrorCode} ${failed.ErrorMessage ?? ''}`);
    },
  };
}
