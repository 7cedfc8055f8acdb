/** The simulated accounts behave as AWS where our responses rely on it: the same rows on them and, where there is one, on a moto server. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { commands } from '../../src/services/calls.ts';
import { startMoto } from './on-moto.ts';
import { startSimulated } from './on-simulated.ts';
import { type On, onSide, type Row, type Side } from './row.ts';
import { bucketAndTrailRows } from './rows-buckets-and-trails.ts';
import { instanceRows } from './rows-instances.ts';
import { networkRows } from './rows-networks.ts';
import { roleRows } from './rows-roles.ts';
import { scalingRows } from './rows-scaling.ts';
import { storageRows } from './rows-storage.ts';
import { userRows } from './rows-users.ts';

const rows: Row[] = [...userRows, ...roleRows, ...bucketAndTrailRows, ...networkRows, ...storageRows, ...scalingRows, ...instanceRows];
const titled = rows.map((row) => [`${row.calls.join(', ')}: ${row.asserts}`, row] as const);
const moto = inject('moto');

/** One after the other: later rows find the world as the earlier ones left it. */
function sided(start: () => Promise<Side>, each: (on: On, row: Row) => Promise<void>): void {
  let side: Side | undefined;
  let on: On | undefined;
  beforeAll(async () => {
    side = await start();
    on = onSide(side);
  });
  afterAll(() => side?.close());
  it.each(titled)('%s', async (_, row) => {
    if (!on) throw new Error('the side did not start');
    await each(on, row);
  });
}

describe('on the simulated accounts', () => {
  sided(startSimulated, (on, { run }) => run(on));
});

if (moto === '') {
  process.stdout.write('contract: the half on a moto server is left out, DRAWBRIDGE_MOTO names no moto_server\n');
} else {
  describe('on a moto server', () => {
    const lacking = rows.filter((row) => row.moto).map((row) => `  ${row.calls.join(', ')}: ${difference(row)}\n`);
    beforeAll(() => {
      process.stdout.write(`contract: rows that do not hold on a moto server:\n${lacking.join('')}`);
    });
    sided(
      () => startMoto(moto),
      async (on, row) => {
        if (!row.moto) return row.run(on);
        // When it holds there now, the row and docs/contract.md are out of date.
        await expect(row.run(on), `holds on moto now: take away “${difference(row)}”`).rejects.toThrow();
      },
    );
  });
}

function difference({ moto: known }: Row): string {
  if (!known) return '';
  return 'lacks' in known ? `moto lacks it: ${known.lacks}` : known.differs;
}

describe('the contract', () => {
  it('has a row for every call that may be made, but for those that an engine of its own answers in the sandbox', () => {
    const covered = new Set<string>(rows.flatMap(({ calls }) => calls));
    const missing = Object.keys(commands).filter((call) => !covered.has(call) && !call.startsWith('states:'));
    expect(missing).toEqual([]);
  });

  it('is in docs/contract.md as it is (npx vitest run test/contract -u writes it again)', async () => {
    const holds = (known: Row['moto']) => (known === undefined ? 'holds' : 'lacks' in known ? 'lacks it' : 'differs');
    const lines = rows.map((row) => `| ${row.calls.join(', ')} | ${row.asserts} | holds | ${holds(row.moto)} | ${difference(row)} |`);
    const text = [
      '# What the responses rely on in AWS',
      '',
      'Each row is a test, made with the real SDK clients. It runs against the simulated accounts of the sandbox with every',
      '`npm test`, and against a [moto](https://docs.getmoto.org) server, an emulator by other people, where one is installed:',
      '`DRAWBRIDGE_MOTO=path/to/moto_server npx vitest run test/contract`. `.ci/run` installs one. Where the two differ, AWS’s',
      'documentation decided what the simulated accounts do; the suite fails when a difference named here is no more.',
      '',
      'On the same server the [stacks](deploy.md) are deployed: an event becomes a case by their rules and queues, and an IAM, an S3 and an EC2 response',
      'are carried out and undone by their roles ([deployed-on-moto.test.ts](../test/contract/deployed-on-moto.test.ts)).',
      '',
      '| calls | what is relied on | simulated | moto | difference |',
      '| --- | --- | --- | --- | --- |',
      ...lines,
      '',
    ];
    await expect(text.join('\n')).toMatchFileSnapshot('../../docs/contract.md');
  });
});
