/** AWS JSON 1.0 over HTTP, as Step Functions and SQS speak it: operations by `X-Amz-Target`, errors by `__type`. */
import { randomUUID } from 'node:crypto';
import type { AwsRequest, AwsService } from './aws/protocol.ts';
import type { HttpResponse } from './http.ts';

/** A caller's mistake, answered with this code. */
export class WireError extends Error {
  override name = 'WireError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The fields of one request, read with the checks every operation needs. */
export class Fields {
  readonly all: Record<string, unknown>;

  constructor(all: Record<string, unknown>) {
    this.all = all;
  }

  optionalText(name: string): string | undefined {
    const value = this.all[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw new WireError('SerializationException', `${name} must be a string`);
    return value;
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (!value) throw new WireError('ValidationException', `1 validation error detected: Value at '${name}' must not be empty`);
    return value;
  }

  count(name: string): number | undefined {
    const value = this.all[name];
    if (value === undefined || value === null) return undefined;
    if (!Number.isInteger(value) || Number(value) < 0) throw new WireError('ValidationException', `${name} must be a whole number`);
    return Number(value);
  }
}

export type Operation = (fields: Fields, request: AwsRequest) => unknown;

function parse(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString() || '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Answered like any other body that is not an object.
  }
  throw new WireError('SerializationException', 'the body must be a JSON object');
}

/** A service that answers these operations and turns WireErrors into its error responses; `namespace` prefixes their types. */
export function jsonService(namespace: string, operations: Record<string, Operation>): AwsService {
  const respond = (status: number, value: unknown): HttpResponse => ({
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(value),
  });
  return async (request) => {
    try {
      const name = (request.http.headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (!operation) throw new WireError('UnknownOperationException', `the sandbox does not know the operation "${name}"`);
      return respond(200, (await operation(new Fields(parse(request.http.body)), request)) ?? {});
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return respond(400, { __type: `${namespace}#${error.code}`, message: error.message });
    }
  };
}
