/** Take-in without the store: what it costs to read, claim, judge and seal one finding, next to JSON.parse of the same text. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBundles } from '../bundle.ts';
import { loadPolicy } from '../policy.ts';
import { type Measured, timesTheCost } from './measure.ts';

type Once = typeof import('./take-in-once.ts');

/** Bundled as the functions are: what runs TypeScript directly names every inner function when it is made, which costs more than the work. */
export async function benchTakeIn(): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'drawbridge-bench-'));
  try {
    const [built] = await buildBundles(folder, [{ name: 'take-in', entry: 'infra/bench/take-in-once.ts' }]);
    if (!built) throw new Error('take-in was not bundled');
    const { takeInOnce, textOfFinding } = createRequire(import.meta.url)(built.file) as Once;
    const text = textOfFinding(6_000);
    const policy = loadPolicy();
    const ratio = timesTheCost(
      () => takeInOnce(text, policy),
      () => JSON.parse(text),
    );
    return [{ what: `take-in of ${text.length} bytes, in CPU costs of JSON.parse`, value: ratio, unit: 'x', bound: 5 }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
