/** Door of terminals: AWS says who signed the request, and the flow answers in words; without an identity nothing is even read. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { atTerminal, type TerminalRequest } from '../src/flows/at-terminal.ts';
import { type ExamineRequest, examineAtTerminal } from '../src/flows/examine-at-terminal.ts';
import type { ExamineServices } from '../src/flows/examine-deployment.ts';
import type { ClickServices } from '../src/flows/take-click.ts';
import { type CallerIdentity, hashOf } from '../src/services/identity-proof.ts';

const sent = z.object({ proof: z.record(z.string(), z.string().max(8000)), request: z.string().max(20_000) });
const text = z.string().max(5000);
const asked = z.union([
  z.strictObject({ form: text, metadata: text, values: z.record(z.string().max(100), text) }),
  z.strictObject({ caseId: text, control: text, about: text }),
  z.strictObject({ caseId: text }),
  z.strictObject({ examine: z.enum(['deployment', 'coverage']) }),
]);
type Request = TerminalRequest | ExamineRequest;

function json(statusCode: number, value: object): APIGatewayProxyStructuredResultV2 {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
const no = (statusCode: number, words: string) => json(statusCode, { ok: false, words });

function parsed<T>(shape: z.ZodType<T>, body: string): T | undefined {
  try {
    return shape.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

export function createTerminalHandler(services: ClickServices & ExamineServices, identity: CallerIdentity) {
  return async ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const read = parsed(sent, isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body);
    const request = read && (parsed(asked, read.request) as Request | undefined);
    if (!read || !request) return no(400, 'This is no request that a terminal makes: is it of the same version?');
    const signed = await identity.whoSigned(read.proof, read.request);
    if (!signed.ok) return no(401, `Who you are could not be proved: ${signed.because}.`);
    const id = hashOf(read.proof.authorization ?? '');
    const isNew = await services.table.putNew({ pk: `SEEN#${id}`, sk: 'SEEN', messageId: id, at: services.clock.now() });
    if (!isNew) return no(409, 'This very request was answered already.');
    const answer = 'examine' in request ? examineAtTerminal(request, signed.arn, services) : atTerminal(request, signed.arn, id, services);
    return json(200, await answer);
  };
}
