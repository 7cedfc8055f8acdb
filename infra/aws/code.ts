/** The bundles as Lambda gets them: a directory each, with the compiled policy beside. */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildBundles } from '../bundle.ts';
import { compilePolicy } from '../policy.ts';

/** Builds every bundle in its own directory of `outDir`; answers what the hub stack asks for. */
export async function buildCode(outDir: string, policyFile: string): Promise<(bundle: string) => Code> {
  const directoryOf = (name: string) => join(outDir, name);
  rmSync(outDir, { recursive: true, force: true });
  for (const { name, file } of await buildBundles(outDir)) {
    mkdirSync(directoryOf(name), { recursive: true });
    renameSync(file, join(directoryOf(name), basename(file)));
    compilePolicy(join(directoryOf(name), 'policy.json'), policyFile);
  }
  return (name) => Code.fromAsset(directoryOf(name));
}
