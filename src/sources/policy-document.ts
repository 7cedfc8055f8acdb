/** Reads IAM policy documents as CloudTrail carries them (JSON text, URL-encoded text or objects) and says how far they reach. */
import { isRecord } from './fields.ts';

/** What a policy lets its holder do, the widest first. */
export type Reach = 'everything' | 'identities' | 'whole-service' | 'bounded';

export interface Statement {
  actions: string[];
  /** "Everything except…": NotAction or NotPrincipal in an Allow. */
  inverted: { actions: boolean; principals: boolean };
  resources: string[];
  principals: { kind: string; value: string }[];
  /** Lower-case condition keys, such as aws:principalorgid. */
  conditions: string[];
}

export interface Outsiders {
  everyone: boolean;
  /** Accounts other than the owner's, at most 10. */
  accounts: string[];
}

const longestDocument = 131_072;
const mostStatements = 500;

/** Actions with which a holder can give itself everything else. */
const escalating =
  /^iam:(attach|put)(user|role|group)policy$|^iam:(createaccesskey|createloginprofile|updateloginprofile|createpolicyversion|setdefaultpolicyversion|updateassumerolepolicy|addusertogroup|passrole)$/;

/** Conditions that tie a grant to known callers, so that "*" is not everyone. */
const limiting =
  /^(aws:(principalorgid|principalorgpaths|principalaccount|principalarn|userid|sourceaccount|sourcearn|sourceorgid|sourceowner|sourceip|vpcsourceip|sourcevpc|sourcevpce)|s3:dataaccesspointaccount|lambda:functionurlauthtype|kms:calleraccount)$|:(aud|sub)$/;

const open = new Set(['*', '0.0.0.0/0', '::/0']);

/** The Allow statements, or undefined when the document cannot be read. */
export function readPolicy(value: unknown): Statement[] | undefined {
  const document = typeof value === 'string' ? parsed(value) : value;
  if (!isRecord(document)) return undefined;
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  const read = statements.slice(0, mostStatements).filter(isRecord);
  if (read.length === 0) return undefined;
  return read.filter((statement) => statement.Effect === 'Allow').map(statementOf);
}

export function reachOf(statements: Statement[]): Reach {
  const reaches = statements.map(statementReach);
  return (['everything', 'identities', 'whole-service'] as const).find((reach) => reaches.includes(reach)) ?? 'bounded';
}

/** Who outside the owner's account may use what the document is attached to. */
export function outsidersOf(statements: Statement[], owner: string): Outsiders {
  const accounts = new Set<string>();
  let everyone = false;
  for (const { principals, conditions, inverted } of statements) {
    const limited = conditions.some((key) => limiting.test(key));
    if (inverted.principals && !limited) everyone = true;
    for (const { kind, value } of principals) {
      if (kind !== 'Service' && kind !== 'CanonicalUser' && (value === '*' || kind === 'Federated') && !limited) everyone = true;
      const account = kind === 'AWS' ? accountOf(value) : undefined;
      if (account !== undefined && account !== owner) accounts.add(account);
    }
  }
  return { everyone, accounts: [...accounts].slice(0, 10) };
}

function statementReach(statement: Statement): Reach {
  const anywhere = statement.resources.length === 0 || statement.resources.includes('*');
  if (statement.inverted.actions) return anywhere ? 'everything' : 'bounded';
  const actions = statement.actions.map((action) => action.toLowerCase());
  if (anywhere && actions.some((action) => /^\*(:\*)?$/.test(action))) return 'everything';
  if (actions.some((action) => /^(iam|sts|organizations):\*$/.test(action) || escalating.test(action)))
    return anywhere ? 'identities' : 'bounded';
  return anywhere && actions.some((action) => action.endsWith(':*')) ? 'whole-service' : 'bounded';
}

function statementOf(statement: Record<string, unknown>): Statement {
  return {
    actions: texts(statement.Action),
    inverted: { actions: statement.NotAction !== undefined, principals: statement.NotPrincipal !== undefined },
    resources: statement.NotResource === undefined ? texts(statement.Resource) : ['*'],
    principals: principalsOf(statement.Principal),
    conditions: isRecord(statement.Condition) ? Object.entries(statement.Condition).flatMap(limitingKeys) : [],
  };
}

function principalsOf(principal: unknown): { kind: string; value: string }[] {
  if (typeof principal === 'string') return [{ kind: 'AWS', value: principal }];
  if (!isRecord(principal)) return [];
  return Object.entries(principal).flatMap(([kind, values]) => texts(values).map((value) => ({ kind, value })));
}

function accountOf(principal: string): string | undefined {
  return /^(\d{12})$/.exec(principal)?.[1] ?? /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1];
}

/** "Not" operators and values that match anyone limit nothing. */
function limitingKeys([operator, keys]: [string, unknown]): string[] {
  if (/not/i.test(operator) || !isRecord(keys)) return [];
  return Object.entries(keys).flatMap(([key, values]) => (texts(values).some((value) => open.has(value)) ? [] : [key.toLowerCase()]));
}

function parsed(text: string): unknown {
  if (text.length > longestDocument) return undefined;
  for (const decode of [(raw: string) => raw, decodeURIComponent]) {
    try {
      return JSON.parse(decode(text));
    } catch {
      // Neither form is certain; the next one may fit.
    }
  }
  return undefined;
}

function texts(value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.filter((item): item is string => typeof item === 'string');
}
