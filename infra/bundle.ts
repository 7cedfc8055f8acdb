/** Makes one file of each Lambda function, with nothing in it that the function never uses. */
import { basename, join } from 'node:path';
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

/** Bundles that share this very list are made together. */
const none: readonly string[] = [];
const stubsOf = ({ unused = none }: Bundle): readonly string[] => unused;

type Output = NonNullable<Awaited<ReturnType<typeof build<{ metafile: true }>>>['metafile']>['outputs'][string];

function builtOf(name: string, file: string, { bytes, inputs: all }: Output): Built {
  const inputs = Object.entries(all).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : []));
  return {
    name,
    file,
    bytes,
    packages: [...new Set(inputs.flatMap((input) => packageOf(input) ?? []))].sort(),
    sources: inputs.filter((input) => packageOf(input) === undefined).sort(),
  };
}

/** In one go, so that what they share is read once; without splitting, each holds its own copy of it. */
async function buildTogether(together: readonly Bundle[], unused: readonly string[], outDir: string): Promise<Built[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: together.map(({ name, entry }) => ({ in: entry, out: name })),
    outdir: outDir,
    outExtension: { '.js': '.cjs' },
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
  const outputs = new Map(Object.entries(metafile.outputs).map(([file, output]) => [basename(file, '.cjs'), output]));
  return together.map(({ name }) => {
    const output = outputs.get(name);
    if (!output) throw new Error(`${name} was not built`);
    return builtOf(name, join(outDir, `${name}.cjs`), output);
  });
}

export async function buildBundles(outDir: string, wanted: readonly Bundle[] = bundles): Promise<Built[]> {
  const stubs = [...new Set(wanted.map(stubsOf))];
  const built = await Promise.all(
    stubs.map((unused) =>
      buildTogether(
        wanted.filter((one) => stubsOf(one) === unused),
        unused,
        outDir,
      ),
    ),
  );
  return wanted.flatMap(({ name }) => built.flat().find((one) => one.name === name) ?? []);
}
