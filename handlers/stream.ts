/** Door of the table's stream: each appended event pokes its case; losing one costs a minute at most. */
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { pokeCase, wasPoked } from '../src/flows/poke-case.ts';
import type { Services } from '../src/services/services.ts';

export function createStreamHandler(
  services: Pick<Services, 'cases' | 'clock' | 'log' | 'policy' | 'queues' | 'table'>,
): (event: DynamoDBStreamEvent) => Promise<void> {
  return async (event) => {
    // Many events of one case in a batch are one poke.
    const latest = new Map<string, string>();
    for (const { dynamodb } of event.Records) {
      const [pk, sk] = [dynamodb?.Keys?.pk?.S ?? '', dynamodb?.Keys?.sk?.S ?? ''];
      if (pk.startsWith('CASE#') && sk.startsWith('EVENT#')) latest.set(pk.slice('CASE#'.length), sk.slice('EVENT#'.length));
    }
    for (const [caseId, seq] of latest) {
      if (wasPoked(services.table, caseId, Number(seq))) continue;
      try {
        await pokeCase(caseId, seq, services);
        services.log.info('a case was poked', { caseId, seq: Number(seq) });
      } catch (error) {
        services.log.error('a poke failed; the tick will find the case', error, { caseId });
      }
    }
  };
}
