/** The manifest command: npm run manifest writes manifest.json again; with --url, the one of a deployment to dist/manifest.json. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Ajv } from 'ajv';
import { type Manifest, slackManifest } from './slack-manifest.ts';
import { slackManifestSchema } from './slack-manifest-schema.ts';

export const manifestFile = 'manifest.json';
const deployedFile = 'dist/manifest.json';
const exampleUrl = 'https://drawbridge.example.com/slack';
const usage = 'npm run manifest [-- --url https://…/slack]: the address is the output SlackAddress of the hub stack';

/** Places and words of what Slack would not take; none when it would. */
export function manifestProblems(manifest: unknown): string[] {
  const validate = new Ajv({ allErrors: true }).compile(slackManifestSchema);
  validate(manifest);
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const { additionalProperty: name } = params as { additionalProperty?: string };
    return `${instancePath || '/'} ${message}${name ? `: ${name}` : ''}`;
  });
}

/** The door of a deployment; undefined when Slack could not send anything there. */
function doorAt(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== 'https:' || url.search || url.hash || url.username) return undefined;
  if (url.pathname === '/') url.pathname = '/slack';
  return url.href;
}

/** As it is written to the file. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function urlFrom(args: readonly string[]): { file: string; url: string | undefined } | undefined {
  try {
    const { values } = parseArgs({ args: [...args], options: { url: { type: 'string' } } });
    return values.url === undefined ? { file: manifestFile, url: exampleUrl } : { file: deployedFile, url: doorAt(values.url) };
  } catch {
    return undefined;
  }
}

/** Exit code of `npm run manifest`. */
export function runManifest(
  args: readonly string[],
  say: (line: string) => void,
  write: (file: string, text: string) => void = (file, text) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  },
): number {
  const asked = urlFrom(args);
  if (!asked?.url) {
    say(asked ? `--url is not an https address\n${usage}` : usage);
    return 2;
  }
  const manifest = slackManifest(asked.url);
  const problems = manifestProblems(manifest);
  for (const problem of problems) say(problem);
  if (problems.length > 0) return 1;
  write(asked.file, manifestText(manifest));
  say(`${asked.file}: create the app from it at api.slack.com/apps (docs/slack.md)`);
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = runManifest(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
}
