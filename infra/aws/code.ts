/** The bundles as Lambda gets them: a directory each, with the compiled policy beside. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildBundles, bundles } from '../bundle.ts';
import { compilePolicy } from '../policy.ts';

/** Builds every bundle in its own directory of `outDir`; answers what the hub stack asks for. */
export async function buildCode(outDir: string, policyFile: string): Promise<(bundle: string) => Code> {
  const directoryOf = (name: string) => join(outDir, name);
  rmSync(outDir, { recursive: true, force: true });
  await Promise.all(
    bundles.map(async (bundle) => {
      mkdirSync(directoryOf(bundle.name), { recursive: true });
      await buildBundles(directoryOf(bundle.name), [bundle]);
      compilePolicy(join(directoryOf(bundle.name), 'policy.json'), policyFile);
    }),
  );
  return (name) => Code.fromAsset(directoryOf(name));
}
