/** What a function's start costs: loading its bundle, next to a handler that does nothing and to the Slack door with Bolt as it comes. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Built, buildBundles, bundles } from '../bundle.ts';
import { type Measured, medianOf } from './measure.ts';

const rounds = 11;
/** A process's own start is left out. */
const load =
  'const b=process.hrtime.bigint();require(process.argv[1]);process.stdout.write(String(Number(process.hrtime.bigint()-b)/1e6));process.exit(0)';

function milliseconds(file: string): number {
  const said = execFileSync(process.execPath, ['-e', load, file], { stdio: ['ignore', 'pipe', 'ignore'], env: {} }).toString();
  return Number(said.trim().split('\n').at(-1));
}

/** In costs of the second; the bound keeps what is gained by loading little, and what the accounts' clients may cost. */
const bounds: Record<string, number> = {
  slack: 0.5,
  'pagerduty-door': 0.35,
  stream: 0.6,
  poster: 0.65,
  pager: 0.65,
  'hub-writer': 0.75,
  notices: 0.65,
};
const widest = 2;

export async function benchColdStarts(): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'drawbridge-bench-'));
  try {
    const [plain] = await buildBundles(folder, [{ name: 'plain-bolt', entry: 'handlers/lambda/slack.ts' }]);
    const built = await buildBundles(folder, bundles);
    if (!plain) throw new Error('the plain bundle was not built');
    const bare: Built = { name: 'bare', file: join(folder, 'bare.cjs'), bytes: 0, packages: [], sources: [] };
    writeFileSync(bare.file, 'exports.handler=async()=>({statusCode:200});');
    const all = [bare, plain, ...built];
    const times = new Map(all.map(({ name }) => [name, [] as number[]]));
    // In turns, so that whatever else the machine does hits all alike.
    for (let round = 0; round < rounds; round += 1) for (const { name, file } of all) times.get(name)?.push(milliseconds(file));
    const cost = (name: string) => medianOf(times.get(name) ?? []);
    return all.slice(1).map(({ name, bytes }) => ({
      what: `${name}: ${(bytes / 1000).toFixed(0)} kB, loads in ${(cost(name) / cost('bare')).toFixed(0)} bare handlers; in loads of plain Bolt`,
      value: cost(name) / cost(plain.name),
      unit: 'x',
      bound: bounds[name] ?? widest,
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
