/** npm run bench [-- take-in | operations | door | cold | storm | response | day | start | memory]: the numbers of the design, measured; fails when one does not hold. */
import { benchBank } from './bench/bank.ts';
import { benchColdStarts } from './bench/cold-starts.ts';
import { benchDoor } from './bench/door.ts';
import { holds, lineOf, type Measured } from './bench/measure.ts';
import { benchOperations } from './bench/operations.ts';
import { benchResponse } from './bench/response.ts';
import { benchMemory, benchStart } from './bench/sandbox.ts';
import { benchStorm } from './bench/storm.ts';
import { benchTakeIn } from './bench/take-in.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);
const benches: Record<string, () => Measured[] | Promise<Measured[]>> = {
  'take-in': benchTakeIn,
  operations: benchOperations,
  door: benchDoor,
  cold: benchColdStarts,
  start: benchStart,
  memory: benchMemory,
  storm: () => benchStorm(say),
  response: () => benchResponse(say),
  day: () => benchBank(say),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  say(`there is no bench "${unknown.join('", "')}"; there are: ${Object.keys(benches).join(', ')}`);
  process.exitCode = 2;
} else {
  for (const [name, bench] of Object.entries(benches)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    for (const measured of await bench()) {
      say(lineOf(measured));
      if (!holds(measured)) process.exitCode = 1;
    }
  }
}
