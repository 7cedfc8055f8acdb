/** `npm run build`: every Lambda function as one file in dist/, and how large each is. */
import { fileURLToPath } from 'node:url';
import { buildBundles } from './bundle.ts';

const outDir = fileURLToPath(new URL('../dist', import.meta.url));
const built = await buildBundles(outDir);
for (const { name, bytes, packages } of built) {
  process.stdout.write(`${name.padEnd(24)} ${(bytes / 1000).toFixed(0).padStart(6)} kB  ${packages.length} packages\n`);
}
