/** The Step Functions wire API: the operations the bot and its tests call, on the simulated Step Functions. */
import type { AwsService } from '../aws/protocol.ts';
import { type Fields, jsonService, type Operation, WireError } from '../json-protocol.ts';
import type { StepFunctions } from './api.ts';
import type { Execution, HistoryEvent } from './execution.ts';
import { MOST_BYTES } from './frame.ts';

function parseJson(text: string, code: string): unknown {
  if (Buffer.byteLength(text) > MOST_BYTES) throw new WireError(code, `longer than ${MOST_BYTES} bytes`);
  try {
    return JSON.parse(text);
  } catch {
    throw new WireError(code, `Invalid JSON: '${text.slice(0, 200)}'`);
  }
}

function describe(execution: Execution): Record<string, unknown> {
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machine.arn,
    name: execution.name,
    status: execution.status,
    startDate: execution.startDate / 1000,
    ...(execution.stopDate !== undefined && { stopDate: execution.stopDate / 1000 }),
  };
}

function inFull(execution: Execution): Record<string, unknown> {
  const succeeded = execution.status === 'SUCCEEDED';
  return {
    ...describe(execution),
    input: JSON.stringify(execution.input),
    inputDetails: { included: true },
    ...(succeeded && { output: JSON.stringify(execution.output), outputDetails: { included: true } }),
    error: execution.error,
    cause: execution.cause,
  };
}

function detailsName(type: string): string {
  const name = type.replace(/^(Task|Choice|Pass|Wait|Succeed|Fail|Map|Parallel)State(Entered|Exited)$/, 'state$2');
  const plain = name.replace(/^MapIteration(Started|Succeeded|Failed)$/, 'mapIteration$1');
  return `${plain.charAt(0).toLowerCase()}${plain.slice(1)}EventDetails`;
}

/** Inputs, outputs and parameters travel as JSON text. */
function eventOnWire({ id, previousEventId, timestamp, type, details }: HistoryEvent): Record<string, unknown> {
  const textual = Object.entries(details).map(([key, value]) =>
    ['input', 'output', 'parameters'].includes(key) ? [key, JSON.stringify(value)] : [key, value],
  );
  return { timestamp: timestamp / 1000, type, id, previousEventId, [detailsName(type)]: Object.fromEntries(textual) };
}

function page<T>(all: T[], fields: Fields): { items: T[]; nextToken?: string } {
  const from = Number(fields.optionalText('nextToken') ?? 0);
  if (!Number.isInteger(from)) throw new WireError('InvalidToken', "Invalid Token: 'Invalid token'");
  const until = from + (fields.count('maxResults') || 100);
  return { items: all.slice(from, until), ...(until < all.length && { nextToken: String(until) }) };
}

/** Refuses what does not fit, then answers as AWS does. */
export function stepFunctionsService(machines: StepFunctions): AwsService {
  const executionOf = (fields: Fields, account: string): Execution => {
    const arn = fields.text('executionArn');
    if (arn.split(':')[4] !== account) throw new WireError('AccessDeniedException', `not authorized to access this resource: ${arn}`);
    return machines.execution(arn);
  };
  const operations: Record<string, Operation> = {
    StartExecution(fields, { account }) {
      const stateMachineArn = fields.text('stateMachineArn');
      if (stateMachineArn.split(':')[4] !== account) {
        throw new WireError('AccessDeniedException', `not authorized to access this resource: ${stateMachineArn}`);
      }
      const input = parseJson(fields.optionalText('input') ?? '{}', 'InvalidExecutionInput');
      const started = machines.startExecution({ stateMachineArn, name: fields.optionalText('name'), input });
      return { executionArn: started.arn, startDate: started.startDate / 1000 };
    },
    StopExecution(fields, { account }) {
      const { arn } = executionOf(fields, account);
      const { stopDate = 0 } = machines.stopExecution(arn, fields.optionalText('error'), fields.optionalText('cause'));
      return { stopDate: stopDate / 1000 };
    },
    DescribeExecution: (fields, { account }) => inFull(executionOf(fields, account)),
    ListExecutions(fields) {
      const { arn } = machines.machine(fields.text('stateMachineArn'));
      const status = fields.optionalText('statusFilter');
      const found = machines.executions().filter((one) => one.machine.arn === arn && (!status || one.status === status));
      const { items, nextToken } = page(found.reverse(), fields);
      return { executions: items.map(describe), nextToken };
    },
    GetExecutionHistory(fields, { account }) {
      const { history } = executionOf(fields, account);
      const { items, nextToken } = page(fields.all.reverseOrder === true ? history.toReversed() : history, fields);
      return { events: items.map(eventOnWire), nextToken };
    },
    SendTaskSuccess(fields, { account }) {
      machines.sendTaskSuccess(fields.text('taskToken'), parseJson(fields.text('output'), 'InvalidOutput'), account);
    },
    SendTaskFailure(fields, { account }) {
      const error = fields.optionalText('error') ?? '';
      const cause = fields.optionalText('cause') ?? '';
      if (error.length > 256 || cause.length > 32_768) throw new WireError('ValidationException', 'error or cause is too long');
      machines.sendTaskFailure(fields.text('taskToken'), error, cause, account);
    },
    SendTaskHeartbeat: (fields, { account }) => machines.sendTaskHeartbeat(fields.text('taskToken'), account),
  };
  return jsonService('com.amazonaws.swf.service.v2.model', operations);
}
