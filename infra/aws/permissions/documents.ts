/** IAM policy documents: their shape, and filling as many as needed so that each stays within what IAM takes. */

export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

export interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: readonly string[];
  Resource: readonly string[];
  Condition?: Conditions;
}
export interface PolicyDocument {
  Version: '2012-10-17';
  Statement: readonly Statement[];
}

/** Characters of a managed policy, white space not counted (IAM quotas). */
export const mostCharacters = 6_144;
/** Managed policies on one role unless the account's quota was raised (IAM quotas). */
const mostDocuments = 10;

export function documentOf(statements: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/** As IAM counts: without white space. */
export function sizeOf(document: PolicyDocument): number {
  return JSON.stringify(document).replaceAll(/\s/g, '').length;
}

/** Two statements that together say the same. Conditions are never divided: what holds for any of their values is decided by their maker. */
function halves(statement: Statement): Statement[] {
  const longer = JSON.stringify(statement.Resource).length > JSON.stringify(statement.Action).length ? 'Resource' : 'Action';
  const field = statement[longer].length > 1 ? longer : longer === 'Action' ? 'Resource' : 'Action';
  const values = statement[field];
  if (values.length < 2) throw new Error(`one permission is longer than IAM takes: ${JSON.stringify(statement).slice(0, 200)}`);
  const middle = Math.ceil(values.length / 2);
  return [values.slice(0, middle), values.slice(middle)].map((half) => ({ ...statement, [field]: half }));
}

function small(statement: Statement): Statement[] {
  return sizeOf(documentOf([statement])) < mostCharacters ? [statement] : halves(statement).flatMap(small);
}

/** Throws when even the most documents of one role do not hold all statements. */
export function packed(statements: readonly Statement[]): PolicyDocument[] {
  const filled: { statements: Statement[]; size: number }[] = [];
  const empty = sizeOf(documentOf([]));
  for (const statement of statements.flatMap(small)) {
    // And the comma before it.
    const size = sizeOf(documentOf([statement])) - empty + 1;
    const room = filled.find((each) => each.size + size <= mostCharacters);
    if (room) {
      room.statements.push(statement);
      room.size += size;
    } else filled.push({ statements: [statement], size: empty + size });
  }
  if (filled.length > mostDocuments) {
    throw new Error(
      `${filled.length} policies for one role, and IAM attaches ${mostDocuments}: shorten neverTargets or enable fewer playbooks`,
    );
  }
  return filled.map((each) => documentOf(each.statements));
}
