/** Which simulated objects the bot's calls touched, and how each differs from the first look at it. */
import { type AwsObject, type Difference, differences } from './aws-objects.ts';

export interface Touched {
  object: AwsObject;
  state: 'changed' | 'created' | 'gone' | 'same';
  changes: Difference[];
}

/** Every string in the inputs of calls: an object is named by its id among them. */
function namesIn(inputs: unknown[]): Set<string> {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === 'string') names.add(value);
    else if (typeof value === 'object' && value !== null) for (const child of Object.values(value)) visit(child);
  };
  visit(inputs);
  return names;
}

/** What a call asked about is made up on the spot: its first look is how it was. */
export function rememberAdopted(before: Map<string, AwsObject>, objects: AwsObject[]): void {
  for (const object of objects) if (object.value.adopted === true && !before.has(object.key)) before.set(object.key, object);
}

const ORDER: Touched['state'][] = ['changed', 'gone', 'created', 'same'];

export function touchedObjects(before: Map<string, AwsObject>, objects: AwsObject[], inputs: unknown[]): Touched[] {
  const names = namesIn(inputs);
  const now = new Set(objects.map(({ key }) => key));
  const gone = [...before.values()].filter(({ key }) => !now.has(key)).map((object): Touched => ({ object, state: 'gone', changes: [] }));
  const here = objects.map((object): Touched => {
    const was = before.get(object.key);
    if (!was) return { object, state: 'created', changes: [] };
    const changes = was.value === object.value ? [] : differences(was.value, object.value);
    return { object, state: changes.length > 0 ? 'changed' : 'same', changes };
  });
  return [...here, ...gone]
    .filter(({ object, state }) => state !== 'same' || names.has(object.id))
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
}
