/** What IAM would answer to a request under given policies: the part of its logic that our documents use; throws on anything else. */

type Values = string | readonly string[];
export interface PolicyLike {
  Statement: readonly {
    Effect: 'Allow' | 'Deny';
    Principal?: { AWS: Values };
    Action?: Values;
    NotAction?: Values;
    Resource?: Values;
    NotResource?: Values;
    Condition?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
  }[];
}
export interface IamRequest {
  action: string;
  /** An ARN, or "*" where the action knows no resources; absent when a role is assumed. */
  resource?: string;
  /** Who asks: matters to trust policies only. */
  principal?: string;
  /** Keys of the request; several values where the key has several, such as aws:TagKeys. */
  context?: Readonly<Record<string, Values>>;
}
export type Answer = 'allowed' | 'denied' | 'not allowed';

function refuseVariables(text: string): void {
  if (/\$\{(?![*?$]\})/.test(text)) throw new Error(`the evaluator does not know policy variables: ${text}`);
}

const listOf = (values: Values): readonly string[] => (typeof values === 'string' ? [values] : values);

/** `*` and `?` stand for anything and for one character; `${*}`, `${?}` and `${$}` for these signs themselves. */
function like(pattern: string, text: string, flags = ''): boolean {
  if (!/[*?$]/.test(pattern)) return flags === 'i' ? pattern.toLowerCase() === text.toLowerCase() : pattern === text;
  refuseVariables(pattern);
  const parts = pattern.match(/\$\{[*?$]\}|[*?]|[^*?$]+|\$/g) ?? [];
  const source = parts.map((part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    const literal = /^\$\{(.)\}$/.exec(part)?.[1] ?? part;
    return literal.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`, `s${flags}`).test(text);
}

/** Each of the six parts for itself, the last of which may hold further colons. */
function likeArn(pattern: string, text: string): boolean {
  const split = (arn: string) => [...arn.split(':').slice(0, 5), arn.split(':').slice(5).join(':')];
  const parts = split(text);
  return split(pattern).every((part, at) => like(part, parts[at] ?? ''));
}

function literally(wanted: string, value: string): boolean {
  refuseVariables(wanted);
  return wanted.replaceAll(/\$\{([*?$])\}/g, (_, sign: string) => sign) === value;
}

const operators: Record<string, { holds: (wanted: string, value: string) => boolean; negated?: true }> = {
  StringEquals: { holds: literally },
  StringNotEquals: { holds: literally, negated: true },
  StringLike: { holds: like },
  StringNotLike: { holds: like, negated: true },
  ArnLike: { holds: likeArn },
  ArnEquals: { holds: likeArn },
  ArnNotLike: { holds: likeArn, negated: true },
  Bool: { holds: (wanted, value) => wanted.toLowerCase() === value.toLowerCase() },
};

function operatorOf(name: string) {
  const [, set, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const operator = operators[base];
  if (!operator) throw new Error(`the evaluator does not know the condition operator ${name}`);
  return { set, operator, ifExists: ifExists !== undefined };
}

function isTrue(name: string, key: string, wanted: readonly string[], context: Record<string, Values>): boolean {
  const present = context[key];
  if (name === 'Null') return wanted.includes(String(present === undefined));
  const { set, operator, ifExists } = operatorOf(name);
  const { holds, negated = false } = operator;
  const one = (value: string) => wanted.some((each) => holds(each, value)) !== negated;
  if (present === undefined) return set === undefined ? ifExists || negated : set === 'ForAllValues';
  const values = listOf(present);
  if (set === 'ForAllValues') return values.every(one);
  if (set === 'ForAnyValue') return values.some(one);
  if (typeof present !== 'string') throw new Error(`${key} has several values: ${name} needs ForAllValues or ForAnyValue`);
  return one(present);
}

function applies(statement: PolicyLike['Statement'][number], request: IamRequest): boolean {
  const { Principal, Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const { action, resource, principal, context = {} } = request;
  const isAction = (pattern: string) => like(pattern, action, 'i');
  const isResource = (pattern: string) => resource !== undefined && like(pattern, resource);
  // Keys are compared without regard to case.
  const known = Object.fromEntries(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return (
    (Principal === undefined || listOf(Principal.AWS).some((each) => each === principal)) &&
    (Action === undefined || listOf(Action).some(isAction)) &&
    (NotAction === undefined || !listOf(NotAction).some(isAction)) &&
    (Resource === undefined || listOf(Resource).some(isResource)) &&
    (NotResource === undefined || !listOf(NotResource).some(isResource)) &&
    Object.entries(Condition).every(([name, keys]) =>
      Object.entries(keys).every(([key, wanted]) => isTrue(name, key.toLowerCase(), listOf(wanted), known)),
    )
  );
}

/** An explicit deny wins over everything; without an allow nothing is allowed. */
export function evaluate(documents: readonly PolicyLike[], request: IamRequest): Answer {
  const applying = documents.flatMap(({ Statement }) => Statement.filter((statement) => applies(statement, request)));
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return applying.length > 0 ? 'allowed' : 'not allowed';
}
