/** How each kind of AWS service reads a request and writes an answer or an error: the query, EC2 and JSON protocols. */
import type { HttpRequest, HttpResponse } from '../http.ts';
import type { Call } from './call.ts';
import { decodeForm, element, encodeXml, escapeXml, formTree, type Schema } from './shapes.ts';

/** What AWS answers to a caller's mistake, with the code that the wire carries. */
export class AwsError extends Error {
  override name = 'AwsError';
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** One operation: takes the SDK's input and answers the SDK's output, with dates as ISO text. */
// `never` lets each operation name its own input type; the wire decodes exactly that type.
type Operation = (call: Call, input: never) => object;
export type Operations = Record<string, Operation>;

/** What a request asks for. */
interface Sent {
  operation: string;
  input: object;
}
export interface Wire {
  read(http: HttpRequest): Promise<Sent> | Sent;
  answer(operation: string, output: object): HttpResponse;
  fail(error: AwsError): HttpResponse;
}
export interface Service {
  wire: Wire;
  operations: Operations;
}

const REQUEST_ID = '5a1d0000-0000-4000-8000-000000000000';

function xml(status: number, body: string): HttpResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?>${body}` };
}

interface OperationSchema {
  input: Schema;
  output: Schema;
}

/**
 * `load` imports the SDK package: it exports the schema of operation X as `X$`. That happens with the first request, because
 * the packages are large and the sandbox should be up before.
 */
export function queryWire(load: () => Promise<object>, dialect: 'query' | 'ec2'): Wire {
  const ec2 = dialect === 'ec2';
  let client: Record<string, unknown> = {};
  const schemaOf = (operation: string): OperationSchema | undefined => {
    const found = client[`${operation}$`];
    return Array.isArray(found) && found[0] === 9 ? { input: found[4], output: found[5] } : undefined;
  };
  return {
    async read(http) {
      client = (await load()) as Record<string, unknown>;
      const tree = formTree(http.body.toString('utf8'));
      const operation = typeof tree.Action === 'string' ? tree.Action : '';
      return { operation, input: (decodeForm(schemaOf(operation)?.input ?? 'unit', tree, ec2) ?? {}) as object };
    },
    answer(operation, output) {
      const content = encodeXml(schemaOf(operation)?.output ?? 'unit', output);
      if (ec2) return xml(200, element(`${operation}Response`, element('requestId', REQUEST_ID) + content));
      const result = element(`${operation}Result`, content) + element('ResponseMetadata', element('RequestId', REQUEST_ID));
      return xml(200, element(`${operation}Response`, result));
    },
    fail(error) {
      const said = element('Code', escapeXml(error.code)) + element('Message', escapeXml(error.message));
      if (ec2) return xml(error.status, element('Response', element('Errors', element('Error', said)) + element('RequestID', REQUEST_ID)));
      const blame = element('Type', error.status < 500 ? 'Sender' : 'Receiver');
      return xml(error.status, element('ErrorResponse', element('Error', blame + said) + element('RequestId', REQUEST_ID)));
    },
  };
}

function parsed(body: Buffer): object {
  try {
    const value: unknown = JSON.parse(body.toString('utf8') || '{}');
    return value && typeof value === 'object' ? value : {};
  } catch {
    return {};
  }
}

/** JSON bodies; where the operation is named differs: the X-Amz-Target header, or method and path. */
export function jsonWire(operationOf: (http: HttpRequest) => string): Wire {
  const headers = { 'content-type': 'application/json', 'x-amzn-requestid': REQUEST_ID };
  return {
    read: (http) => ({ operation: operationOf(http), input: parsed(http.body) }),
    answer: (_operation, output) => ({ status: 200, headers, body: JSON.stringify(output) }),
    fail: (error) => ({
      status: error.status,
      headers: { ...headers, 'x-amzn-errortype': error.code },
      body: JSON.stringify({ __type: error.code, message: error.message, Message: error.message }),
    }),
  };
}

/** The operation in `X-Amz-Target: Service_20131101.LookupEvents`. */
export function targetOf(http: HttpRequest): string {
  return http.headers['x-amz-target']?.split('.').at(-1) ?? '';
}
