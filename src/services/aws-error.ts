/** From whatever the SDK throws to AwsCallError: the service's code, and a message that names call, account and Region. */
import { AwsCallError, type CallName } from '../domain/aws-calls.ts';
import { withoutKeyIds } from '../domain/redaction.ts';

export interface Place {
  account: string;
  region: string;
}

/** The code as the service documents it: the SDK calls some errors NoSuchEntityException, the service NoSuchEntity. */
export function codeOf(error: unknown): string {
  const name = error instanceof Error ? error.name : 'Unknown';
  return name.length > 'Exception'.length ? name.replace(/Exception$/, '') : name;
}

/** Services put key ids and encoded authorisation details into their messages: neither is passed on. */
function said(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return withoutKeyIds(text.replace(/Encoded authorization failure message: \S+/, ''))
    .trim()
    .slice(0, 300);
}

export function callError(call: CallName, place: Place, error: unknown): AwsCallError {
  if (error instanceof AwsCallError) return error;
  const code = codeOf(error);
  return new AwsCallError(call, code, `${call} in ${place.account}, ${place.region} failed: ${code}: ${said(error)}`, { cause: error });
}

/** A role that was looked at and cannot be used: seen with a read, so that whoever plans need not be let into it. */
export function roleError(role: string, account: string, code: 'NoSuchEntity' | 'NotTrusted'): AwsCallError {
  const why = code === 'NoSuchEntity' ? 'is not there' : 'does not trust the function that would use it';
  const message = `cannot act in account ${account}: the role ${role} ${why}; deploy the role ${role} there, trusting the hub`;
  return new AwsCallError('iam:GetRole', code, message);
}

export function assumeError(role: string, account: string, error: unknown): AwsCallError {
  const code = codeOf(error);
  const advice = code === 'AccessDenied' ? `deploy the role ${role} there, trusting the hub` : said(error);
  const message = `cannot act in account ${account}: assuming the role ${role} failed (${code}); ${advice}`;
  return new AwsCallError('sts:AssumeRole', code, message, { cause: error });
}
