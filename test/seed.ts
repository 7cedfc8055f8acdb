/** The same random worlds in every run, so that a red run is red again; `DRAWBRIDGE_SEED=random npm test` looks for new ones. */
import * as fc from 'fast-check';

// biome-ignore lint/style/noProcessEnv: which worlds a run looks at is no matter of the product's configuration
const wanted = process.env.DRAWBRIDGE_SEED ?? '20261121';
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) });
