/** The JSON Schema of drawbridge.yaml for editors: from the shape that policy is checked with, described in the words of docs/policy.md. */
import { readFileSync } from 'node:fs';
import { policySchema } from '../src/domain/policy.ts';

export const schemaFile = 'drawbridge.schema.json';
const docs = 'docs/policy.md';

/** First column to second, of the first table with a row for each key. */
function described(text: string): Map<string, string> {
  const rows = [...text.matchAll(/^\| `(\w+)`(?:, `(\w+)`)* \| (.+) \|$/gm)];
  const words = new Map<string, string>();
  for (const [row, , , says = ''] of rows) {
    const names = [...(row.split(' | ')[0] ?? '').matchAll(/`(\w+)`/g)].flatMap(([, name]) => name ?? []);
    for (const name of names) if (!words.has(name)) words.set(name, says.replaceAll('`', ''));
  }
  return words;
}

/** As it is written to the file. */
export function schemaText(): string {
  const words = described(readFileSync(docs, 'utf8'));
  const { $schema, properties = {}, ...rest } = policySchema();
  const withWords = Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, { description: words.get(key) ?? key, ...(value as object) }]),
  );
  const schema = {
    $schema,
    title: 'Drawbridge policy',
    description: `What drawbridge.yaml may say; ${docs} says more.`,
    ...rest,
    properties: withWords,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
