/** Makes one file of each Lambda function, with nothing in it that the function never uses. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleOf, entryOf, functions } from './aws/functions.ts';

export interface Bundle {
  /** File name in the output directory, without its ending. */
  name: string;
  /** From the project's root. */
  entry: string;
  /** Packages that are replaced by an empty module. */
  unused?: readonly string[];
}
export interface Built {
  name: string;
  file: string;
  bytes: number;
  /** Packages that are inside, by name. */
  packages: string[];
  /** The project's own files that are inside. */
  sources: string[];
}

/** What Bolt loads for receivers that no Lambda function has. */
const servers = ['express', 'raw-body', '@slack/oauth', '@slack/socket-mode', 'undici', 'iconv-lite'];

/** One per entry: functions that share one share its bundle. */
const entries = new Map(functions.map((row) => [bundleOf(row), entryOf(row)]));

export const bundles: readonly Bundle[] = [...entries].map(([name, entry]) => ({ name, entry, unused: servers }));

const root = fileURLToPath(new URL('..', import.meta.url));
const stub = fileURLToPath(new URL('./stub.cjs', import.meta.url));
const nodeUrl = fileURLToPath(new URL('./whatwg-url.cjs', import.meta.url));

function packageOf(input: string): string | undefined {
  const inside = input.split('node_modules/').at(-1);
  if (inside === undefined || inside === input) return undefined;
  const [first = '', second = ''] = inside.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

async function buildOne({ name, entry, unused = [] }: Bundle, outDir: string): Promise<Built> {
  const file = join(outDir, `${name}.cjs`);
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    metafile: true,
    legalComments: 'none',
    logLevel: 'error',
    // Besides its size, the package would bring a deprecation warning to every cold start.
    alias: { 'whatwg-url': nodeUrl, ...Object.fromEntries(unused.map((each) => [each, stub])) },
  });
  const output = Object.values(metafile.outputs)[0];
  const inputs = Object.entries(output?.inputs ?? {}).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : []));
  return {
    name,
    file,
    bytes: output?.bytes ?? 0,
    packages: [...new Set(inputs.flatMap((input) => packageOf(input) ?? []))].sort(),
    sources: inputs.filter((input) => packageOf(input) === undefined).sort(),
  };
}

export function buildBundles(outDir: string, wanted: readonly Bundle[] = bundles): Promise<Built[]> {
  return Promise.all(wanted.map((bundle) => buildOne(bundle, outDir)));
}
