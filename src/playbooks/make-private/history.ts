/** Who shared it and whether somebody has copied it, as far as CloudTrail still knows. */
import { AwsCallError } from '../../domain/aws-calls.ts';
import type { SharingRead } from './grants.ts';

const MOST_LINES = 3;
const telling = /^(?:ModifySnapshotAttribute|ModifyImageAttribute|SharedSnapshotCopyInitiated|SharedSnapshotVolumeCreated)$/;

/** Lines for people; a look-up that fails is said and stops nothing. */
export async function historyOf(read: SharingRead, id: string): Promise<string[]> {
  try {
    const LookupAttributes = [{ AttributeKey: 'ResourceName' as const, AttributeValue: id }];
    const { Events: events } = await read('cloudtrail:LookupEvents', { LookupAttributes });
    const found = (events ?? []).filter(({ EventName }) => telling.test(EventName ?? ''));
    return found.slice(0, MOST_LINES).map(({ EventName, EventTime, Username }) => {
      const at = EventTime?.toISOString().slice(0, 16).replace('T', ' ') ?? 'at an unknown time';
      return `${EventName} by ${Username || 'somebody outside'}, ${at} UTC`;
    });
  } catch (error) {
    if (error instanceof AwsCallError) return [`Who shared it could not be looked up (${error.code})`];
    throw error;
  }
}
