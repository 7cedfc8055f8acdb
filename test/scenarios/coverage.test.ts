/** npm run doctor -- --coverage on a sandbox: what was heard, who never spoke, and silence that becomes an alarm. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runDoctor } from '../../infra/doctor.ts';
import { heartbeat } from '../../src/domain/coverage.ts';
import { recordBaseline } from '../../src/flows/record-baseline.ts';
import { control } from '../fixtures/hub.ts';
import { leakedKey } from './events.ts';
import { type Story, startStory } from './sandbox.ts';

let story: Story;
const logged: { message: string; silent?: number; places?: string[] }[] = [];
beforeEach(async () => {
  logged.length = 0;
  story = await startStory({ onLog: (line) => void logged.push(JSON.parse(line)) });
});
afterEach(() => story.close());

async function coverage(): Promise<{ code: number; read: string }> {
  const read: string[] = [];
  const code = await runDoctor(['--coverage', '--sandbox', story.sandbox.address], (line) => void read.push(line));
  return { code, read: read.join('\n') };
}
const beat = (account: string, region: string) => ({
  source: heartbeat.source,
  'detail-type': heartbeat.detailType,
  account,
  region,
  time: '2026-11-20T03:00:00Z',
  detail: {},
});
const looks = () => logged.filter(({ message }) => message === 'coverage was looked at');
const accounts = ['111122223333', '222233334444', '333344445555', '444455556666', '999988887777'];

describe('coverage', () => {
  it('lists account, Region and source with the last event, and who never spoke', async () => {
    await story.raise(leakedKey());
    await story.raise(beat('222233334444', 'eu-west-1'));
    const { read, code } = await coverage();
    expect(read).toMatch(/✔ {2}prod-data \(222233334444\) +eu-west-1 +heartbeat +within 10 minutes/);
    expect(read).toMatch(/· {2}prod-payments \(111122223333\) +\S+ +GuardDuty +within 10 minutes/);
    expect(read).toMatch(
      /✖ coverage +nothing was ever heard from staging-web \(333344445555\)\n.*→ deploy drawbridge-member-forwarding there/,
    );
    expect(code).toBe(1);
  });

  it('a sign of life is no case, and says so', async () => {
    const [outcome] = await story.raise(beat('222233334444', 'eu-west-1'));
    expect(outcome).toMatchObject({ outcome: 'declined', reason: expect.stringMatching(/sign of life/) as string });
    expect(await story.cards()).toEqual([]);
  });

  it('silence longer than expected is counted in the log, shown by status, and over with the next event', async () => {
    for (const account of accounts) await story.raise(beat(account, 'us-east-1'));
    expect((await coverage()).code).toBe(0);
    const { table, clock } = story.sandbox.bot.services;
    const [first] = await table.query('HEARD');
    if (first) await table.put({ ...first, at: clock.now() - 3.5 * 3_600_000, slot: 0 });
    await story.advance(1200);
    expect(looks().at(-1)).toMatchObject({ silent: 1, places: ['heartbeat of prod-payments in us-east-1'] });
    const { read, code } = await coverage();
    expect(read).toMatch(/✖ coverage +heartbeat of prod-payments in us-east-1 has been silent for 3 h/);
    expect(code).toBe(1);
    await story.post('/slack/_control/command', { channel: 'C0SECURITY', user: 'ana', command: '/sechub', text: 'status' });
    await story.advance(5);
    expect(await story.ephemeral('ana')).toMatch(/Silent:\* ⚠ heartbeat of prod-payments in us-east-1/);
    await story.raise(beat('111122223333', 'us-east-1'));
    await story.advance(1200);
    expect(looks().at(-1)).toMatchObject({ silent: 0 });
    expect((await coverage()).code).toBe(0);
  });

  it('is looked at three times an hour', async () => {
    await story.advance(3600);
    expect(looks()).toHaveLength(3);
  });

  it('what was asked for, at installation, proves nothing', async () => {
    const { services } = story.sandbox.bot;
    await recordBaseline({
      ...services,
      securityHub: {
        ...services.securityHub,
        openFindings: async function* () {
          yield [control('S3.8')];
        },
      },
    });
    expect(await services.table.query('HEARD')).toEqual([]);
  });

  it('a control that is evaluated again and again costs one write in ten minutes', async () => {
    const { table } = story.sandbox.bot.services;
    for (let count = 0; count < 20; count += 1) await story.raise(control('S3.8', { UpdatedAt: `2026-11-20T03:00:${10 + count}Z` }));
    const items = await table.query('HEARD');
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ source: 'Security Hub' });
  });
});
