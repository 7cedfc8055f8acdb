/** GuardDuty: archives findings that are over; only its administrator account may, which is taken to be the hub account. */
import { ArchiveFindingsCommand, BadRequestException, type GuardDutyClient, ListDetectorsCommand } from '@aws-sdk/client-guardduty';

export interface GuardDuty {
  /** False where GuardDuty has no detector, or knows none of them; rejects when it should be tried again. At most 50 a call are sent. */
  archive(region: string, findingIds: readonly string[]): Promise<boolean>;
}

const perCall = 50;

export function createGuardDuty(clientFor: (region: string) => GuardDutyClient): GuardDuty {
  const detectors = new Map<string, Promise<string | undefined>>();

  async function detectorOf(region: string): Promise<string | undefined> {
    const answer = await clientFor(region).send(new ListDetectorsCommand({}));
    return answer.DetectorIds?.[0];
  }

  function remembered(region: string): Promise<string | undefined> {
    const known = detectors.get(region);
    if (known) return known;
    const asked = detectorOf(region);
    detectors.set(region, asked);
    asked.catch(() => detectors.delete(region));
    return asked;
  }

  return {
    async archive(region, findingIds) {
      const detector = await remembered(region);
      if (!detector) return false;
      try {
        for (let at = 0; at < findingIds.length; at += perCall) {
          const FindingIds = findingIds.slice(at, at + perCall);
          await clientFor(region).send(new ArchiveFindingsCommand({ DetectorId: detector, FindingIds }));
        }
        return true;
      } catch (error) {
        // Of another administrator, or gone after ninety days: asking again changes nothing.
        if (error instanceof BadRequestException) return false;
        throw error;
      }
    },
  };
}
