/** Simulated accounts as a flat list of objects (instances, users, buckets…), and what differs between two looks at one. */
export interface AwsObject {
  key: string;
  account: string;
  region?: string;
  kind: string;
  id: string;
  value: Record<string, unknown>;
}
export interface Difference {
  path: string;
  before?: string;
  after?: string;
}

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;
const IDS = /^(?:id|name|arn|.*Id|.*Name)$/i;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function identify(value: Record<string, unknown>): string | undefined {
  const found = Object.entries(value).find(([key, id]) => IDS.test(key) && typeof id === 'string');
  return found && String(found[1]);
}

/** A collection is a map from ids to objects, or a list of objects that name themselves. */
function membersOf(value: unknown): [string, Record<string, unknown>][] {
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((item): [string, unknown] => [isRecord(item) ? (identify(item) ?? '') : '', item])
    : isRecord(value)
      ? Object.entries(value)
      : [];
  return entries.filter((entry): entry is [string, Record<string, unknown>] => entry[0] !== '' && isRecord(entry[1]));
}

/** Trail events are a history, not objects; CloudTrail shows them elsewhere. */
const NOT_OBJECTS = new Set(['events', 'deleted']);

function collect(account: string, region: string | undefined, tree: Record<string, unknown>, into: AwsObject[]): void {
  for (const [kind, collection] of Object.entries(tree)) {
    if (NOT_OBJECTS.has(kind)) continue;
    if (REGION.test(kind) && isRecord(collection)) collect(account, kind, collection, into);
    else if (kind === 'regions' && isRecord(collection)) collect(account, region, collection, into);
    else
      for (const [id, value] of membersOf(collection)) {
        const where = typeof value.region === 'string' ? value.region : region;
        into.push({ key: `${account}/${where ?? ''}/${kind}/${id}`, account, kind, id, value, ...(where ? { region: where } : {}) });
      }
  }
}

/** The account's own settings: what holds no objects. */
function accountItself(tree: Record<string, unknown>): Record<string, unknown> {
  const own = Object.entries(tree).filter(([kind, value]) => {
    if (NOT_OBJECTS.has(kind) || Array.isArray(value)) return false;
    return !isRecord(value) || (Object.keys(value).length > 0 && membersOf(value).length === 0);
  });
  return Object.fromEntries(own);
}

export function objectsOf(state: unknown): AwsObject[] {
  const root = isRecord(state) && 'accounts' in state ? state.accounts : state;
  const accounts: [string, unknown][] = Array.isArray(root)
    ? root.map((item): [string, unknown] => [isRecord(item) ? String(item.account ?? item.id ?? '') : '', item])
    : isRecord(root)
      ? Object.entries(root)
      : [];
  const objects: AwsObject[] = [];
  for (const [account, tree] of accounts) {
    if (!/^\d{12}$/.test(account) || !isRecord(tree)) continue;
    const value = accountItself(tree);
    if (Object.keys(value).length > 0) objects.push({ key: `${account}//account`, account, kind: 'account', id: account, value });
    collect(account, undefined, tree, objects);
  }
  return objects;
}

/** Every leaf of a value by its path; lists of plain values count as one leaf. */
export function leavesOf(value: unknown, path = ''): Map<string, string> {
  if (Array.isArray(value) && !value.some((item) => typeof item === 'object' && item !== null)) return new Map([[path, value.join(', ')]]);
  if (typeof value !== 'object' || value === null) return new Map([[path, value === undefined ? '' : String(value)]]);
  const leaves = new Map<string, string>();
  for (const [key, child] of Object.entries(value)) {
    const name = Array.isArray(value) && isRecord(child) ? (identify(child) ?? key) : key;
    for (const [leaf, text] of leavesOf(child, path === '' ? name : `${path}.${name}`)) leaves.set(leaf, text);
  }
  return leaves;
}

export function differences(before: unknown, after: unknown): Difference[] {
  const was = before === undefined ? new Map<string, string>() : leavesOf(before);
  const is = after === undefined ? new Map<string, string>() : leavesOf(after);
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((path) => was.get(path) !== is.get(path))
    .map((path) => {
      const [old, fresh] = [was.get(path), is.get(path)];
      return { path, ...(old === undefined ? {} : { before: old }), ...(fresh === undefined ? {} : { after: fresh }) };
    });
}
