/** Door of the two finding queues: EventBridge envelopes in, cases out; what failed is delivered again. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { noteHeard } from '../src/flows/note-heard.ts';
import { settleApproval } from '../src/flows/settle-approval.ts';
import { takeCustomAction } from '../src/flows/take-custom-action.ts';
import { type TakenIn, takeIn } from '../src/flows/take-in.ts';
import type { Services } from '../src/services/services.ts';

/** `report` gets each input's outcome; in AWS the log is enough. */
export function createTakeInHandler(services: Services, report?: (taken: TakenIn) => void): (event: SQSEvent) => Promise<SQSBatchResponse> {
  /** From here on the case's id is what every line about it has in common, up to the calls to AWS. */
  function tell({ id, rows }: TakenIn): void {
    for (const caseId of new Set(rows.map((row) => row.caseId)))
      services.log.info('an input was taken in', { input: id, caseId, findings: rows.filter((row) => row.caseId === caseId).length });
  }
  async function follow(taken: TakenIn): Promise<void> {
    if (taken.approval) taken.rows.push(await settleApproval(taken.id, taken.approval, services));
    if (!taken.customAction || taken.failed !== undefined) return;
    const rows = taken.rows.flatMap((row) => (row.caseId ? [{ row, selected: { caseId: row.caseId, identity: row.identity } }] : []));
    const answers = await takeCustomAction(
      taken.customAction,
      rows.map(({ selected }) => selected),
      taken.id,
      services,
    );
    for (const [index, { row }] of rows.entries()) row.reason = answers[index] ?? '';
  }
  return async (event) => {
    const inputs = event.Records.map(({ messageId, body }) => ({ id: messageId, body }));
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    const all = await takeIn(inputs, services);
    const places = all.flatMap(({ heard = [] }) => heard);
    await noteHeard(places, services);
    for (const taken of all) {
      try {
        await follow(taken);
        if (taken.failed !== undefined) throw taken.failed;
        tell(taken);
        report?.(taken);
      } catch (error) {
        services.log.error('an input could not be taken in; it is delivered again', error, { input: taken.id });
        batchItemFailures.push({ itemIdentifier: taken.id });
      }
    }
    return { batchItemFailures };
  };
}
