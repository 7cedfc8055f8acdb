/** EC2's filters and the shapes several EC2 answers share. */
import { pageOf } from './call.ts';
import { AwsError } from './wire.ts';

interface Filter {
  Name?: string | undefined;
  Values?: string[] | undefined;
}
interface Listing {
  Filters?: Filter[] | undefined;
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
}
/** What filters may ask about one resource: the values by filter name. */
export type Fields = Record<string, (string | undefined)[]>;

function matches(pattern: string, value: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === value;
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(value);
}

function passes(fields: Fields, filter: Filter): boolean {
  const name = filter.Name ?? '';
  const values = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!values && !name.startsWith('tag:')) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
  return (values ?? []).some((value) => value !== undefined && (filter.Values ?? []).some((pattern) => matches(pattern, value)));
}

export function tagFields(tags: Record<string, string>): Fields {
  const named = Object.entries(tags).map(([key, value]) => [`tag:${key}`, [value]] as const);
  return { 'tag-key': Object.keys(tags), ...Object.fromEntries(named) };
}

/** The resources that pass every filter, one page of them, as `Name` and NextToken. */
export function filtered<T>(
  name: string,
  resources: T[],
  input: Listing,
  fieldsOf: (resource: T) => Fields,
  show: (resource: T) => object,
): object {
  const passing = resources.filter((resource) => {
    const fields = fieldsOf(resource);
    return (input.Filters ?? []).every((filter) => passes(fields, filter));
  });
  const page = pageOf(passing, input.MaxResults, input.NextToken);
  return { [name]: page.items.map(show), NextToken: page.next };
}
