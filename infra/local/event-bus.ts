/** The simulated event bus, as far as the bot puts entries on it: kept, answered, and refused when it pretends to be AWS. */
import { randomUUID } from 'node:crypto';
import type { AwsService } from './aws/protocol.ts';

interface Entry {
  Source?: string;
  DetailType?: string;
  Detail?: string;
}

function putEvents(entries: Entry[]): object {
  const results = entries.map(({ Source: source = '' }) =>
    source.startsWith('aws.')
      ? { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' }
      : { EventId: randomUUID() },
  );
  return { FailedEntryCount: results.filter((each) => 'ErrorCode' in each).length, Entries: results };
}

export function eventsService(): AwsService {
  return ({ http }) => {
    const input = JSON.parse(http.body.toString('utf8')) as { Entries?: Entry[] };
    const operation = http.headers['x-amz-target']?.split('.')[1];
    if (operation !== 'PutEvents') return { status: 400, body: JSON.stringify({ __type: 'UnknownOperationException' }) };
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(putEvents(input.Entries ?? [])) };
  };
}
