/** The simulated GuardDuty: one detector in the hub account, its administrator, which archives findings and their copies in Security Hub. */
import type * as client from '@aws-sdk/client-guardduty';
import type { Call } from './call.ts';
import { resourceId } from './ids.ts';
import { AwsError, jsonWire, type Operations, type Service } from './wire.ts';

const MOST = 50;

function isAdministrator({ accountId, world }: Call): boolean {
  return accountId === world.hub.account;
}

export function detectorOf(account: string): string {
  return resourceId('detector', account).slice(9).padEnd(32, '0');
}

function listDetectors(call: Call): object {
  return { detectorIds: [detectorOf(call.accountId)] };
}

/** The body of the request; the detector stands in its path. */
interface ArchiveInput {
  findingIds?: client.ArchiveFindingsCommandInput['FindingIds'];
}

function archiveFindings(call: Call, { findingIds = [] }: ArchiveInput): object {
  if (findingIds.length < 1 || findingIds.length > MOST)
    throw new AwsError('BadRequestException', 'The request is rejected because the parameter findingIds has an invalid number of items.');
  if (!isAdministrator(call))
    throw new AwsError(
      'BadRequestException',
      'The request is rejected because the current account is a member and cannot archive findings.',
    );
  const { hub } = call.world;
  hub.archived = [...new Set([...(hub.archived ?? []), ...findingIds])];
  for (const finding of hub.findings) {
    const id = String(finding.Id).split('/finding/')[1];
    if (id === undefined || !findingIds.includes(id)) continue;
    finding.RecordState = 'ARCHIVED';
    call.simulation.onFindingUpdate(structuredClone(finding));
  }
  return {};
}

const operations: Operations = { ListDetectors: listDetectors, ArchiveFindings: archiveFindings };

export const guardDuty: Service = {
  wire: jsonWire(({ method, path }) => {
    if (method === 'GET' && path === '/aws-api/detector') return 'ListDetectors';
    return method === 'POST' && /^\/aws-api\/detector\/\w+\/findings\/archive$/.test(path) ? 'ArchiveFindings' : `${method} ${path}`;
  }),
  operations,
};
