/** Tags as the native services write them, on the resource they belong to. */
import type { Resource } from '../domain/finding.ts';
import { type Fields, isRecord, records, text } from './fields.ts';

const mostTags = 50;

/** Reads `tags` as [{key, value}] or as a map; the Name tag is what people call the resource. */
export function withTags(resource: Resource, details: Fields): Resource {
  const pairs = isRecord(details.tags)
    ? Object.entries(details.tags)
    : records(details, 'tags').map((tag) => [text(tag, 'key') ?? text(tag, 'Key') ?? '', tag.value ?? tag.Value] as const);
  const known = pairs.filter((pair): pair is [string, string] => pair[0] !== '' && typeof pair[1] === 'string').slice(0, mostTags);
  if (known.length === 0) return resource;
  const tags: Record<string, string> = Object.fromEntries(known);
  return { ...resource, tags, ...(tags.Name ? { name: tags.Name } : {}) };
}
