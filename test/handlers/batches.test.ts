/** The doors of queues and stream: only what failed is delivered again, junk stops nothing, and no handler asks for a callback. */
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { createClicksHandler } from '../../handlers/clicks.ts';
import { createRunResponseHandler } from '../../handlers/run-response.ts';
import { createStreamHandler } from '../../handlers/stream.ts';
import { createSurfaceHandler } from '../../handlers/surfaces.ts';
import { createTakeInHandler } from '../../handlers/take-in.ts';
import { createTickHandler } from '../../handlers/tick.ts';
import type { TakenIn } from '../../src/flows/take-in.ts';
import type { Surface } from '../../src/services/queues.ts';
import type { Services } from '../../src/services/services.ts';
import { createFakeSecurityHub } from '../fakes/security-hub.ts';
import { createFakeStepFunctions } from '../fakes/step-functions.ts';
import { findingWith } from '../fixtures/finding.ts';
import { control, imported } from '../fixtures/hub.ts';
import { ana, createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';
import { createTakeInRig } from '../fixtures/take-in-rig.ts';

const CASE = 'K7F3Q2MX';
const OTHER = 'Z9Y8X7W6';
const batch = (...bodies: unknown[]): SQSEvent => ({
  Records: bodies.map(
    (body, index) => ({ messageId: `m${index}`, body: typeof body === 'string' ? body : JSON.stringify(body) }) as SQSRecord,
  ),
});
const failures = ({ batchItemFailures }: { batchItemFailures: { itemIdentifier: string }[] }) =>
  batchItemFailures.map((each) => each.itemIdentifier);

let rig: SlackRig;
let hub: ReturnType<typeof createFakeSecurityHub>;
let services: Services;
beforeEach(() => {
  rig = createSlackRig();
  hub = createFakeSecurityHub();
  const { stepFunctions } = createFakeStepFunctions();
  services = { ...rig.services, securityHub: hub.hub, stepFunctions } as unknown as Services;
});

describe('take-in', () => {
  it('delivers again only what failed, and reports the rest', async () => {
    const other = control('S3.9', {
      Id: 'arn:aws:securityhub:eu-west-1:111122223333:security-control/S3.9/finding/0b2d7c1e-0000-4000-8000-000000000009',
    });
    const taking = createTakeInRig();
    const { putNew } = taking.table;
    taking.table.putNew = async (item) => {
      if (JSON.stringify(item).includes('S3.9')) throw new Error('throttled');
      return putNew(item);
    };
    const reported: TakenIn[] = [];
    const handler = createTakeInHandler(taking.services as unknown as Services, (taken) => reported.push(taken));
    const answer = await handler(batch(imported(control('S3.8')), imported(other), '{not json', { source: 'nobody' }));
    expect(failures(answer)).toEqual(['m1']);
    expect(reported.map(({ id, rows }) => [id, rows[0]?.outcome])).toEqual([
      ['m0', 'case'],
      ['m2', 'rejected'],
      ['m3', expect.stringMatching(/declined|rejected/)],
    ]);
    taking.table.putNew = putNew;
    expect(failures(await handler(batch(imported(other))))).toEqual([]);
  });
});

describe('surfaces', () => {
  const inHub = findingWith({ hub: { api: 'cspm', id: 'f1', productArn: 'arn:p', region: 'us-east-1' } });
  const poke = (caseId: string) => ({ surface: 'security-hub', caseId });
  beforeEach(async () => {
    hub.held.set('f1', { workflow: 'NEW', note: '' });
    for (const caseId of [CASE, OTHER]) {
      await rig.open(caseId, { finding: inHub });
      await rig.add(caseId, { id: 'ack', actor: ana, kind: 'acknowledged', data: {} });
    }
  });

  it('delivers again only what failed; the mark of what caught up is gone, the other stays', async () => {
    const { write } = hub.hub;
    services.securityHub.write = async (references, content) => {
      if (content.note.includes(OTHER)) throw new Error('throttled');
      return write(references, content);
    };
    expect(failures(await createSurfaceHandler('security-hub', services)(batch(poke(OTHER), 'junk', poke(CASE))))).toEqual(['m0', 'm1']);
    expect(await rig.table.get('DIRTY#security-hub', CASE)).toBeUndefined();
    expect(await rig.table.get('DIRTY#security-hub', OTHER)).toMatchObject({ caseId: OTHER });
  });

  it('keeps the mark of what has to be tried again and of what happened meanwhile', async () => {
    hub.refused.set('f1', 'InternalFailure');
    const handler = createSurfaceHandler('security-hub', services);
    expect(failures(await handler(batch(poke(CASE))))).toEqual([]);
    expect(await rig.table.get('DIRTY#security-hub', CASE)).toBeDefined();
    hub.refused.clear();
    const { write } = hub.hub;
    services.securityHub.write = async (references, content) => {
      await rig.add(CASE, rig.note('meanwhile'));
      return write(references, content);
    };
    await handler(batch(poke(CASE)));
    expect(await rig.table.get('DIRTY#security-hub', CASE)).toBeDefined();
  });

  it('of Slack shows all that waits, whichever case was poked', async () => {
    const handler = createSurfaceHandler('slack', { ...services, clock: rig.projectorClock });
    expect(failures(await handler(batch({ surface: 'slack', caseId: CASE })))).toEqual([]);
    expect([rig.fake.cards(CASE).length, rig.fake.cards(OTHER).length]).toEqual([1, 1]);
  });
});

describe('clicks', () => {
  it('delivers again only what could not even be read', async () => {
    const click = { id: 'c1', at: 0, kind: 'action', team: 'T1', user: 'UANA', channel: 'C1', action: 'nothing', value: CASE };
    expect(failures(await createClicksHandler(services)(batch('junk', click)))).toEqual(['m0']);
    expect(rig.fake.asides).toMatchObject([{ user: 'UANA', channel: 'C1' }]);
  });
});

describe('the stream', () => {
  const record = (pk?: string, sk?: string) => ({ dynamodb: { Keys: { ...(pk && { pk: { S: pk } }), ...(sk && { sk: { S: sk } }) } } });
  const stream = (...Records: object[]) => createStreamHandler(services)({ Records });
  beforeEach(async () => {
    for (const caseId of [CASE, OTHER]) await rig.open(caseId, { poked: false });
  });

  it.each([
    ['a cached head', record(`CASE#${CASE}`, 'HEAD')],
    ['a row', record(`CASE#${CASE}`, 'ROW#1')],
    ['our own surface', record(`CASE#${CASE}`, 'SURFACE#slack')],
    ['a finding', record('FINDING#abc', 'VAULT')],
    ['an event of nothing', record('VAULT#abc', 'EVENT#00000001')],
    ['no keys', record()],
    ['nothing', {}],
  ])('%s pokes nobody', async (_, one) => {
    await stream(one);
    expect(rig.pokes).toEqual([]);
  });

  it('many events of one case are one look, each case its own', async () => {
    await stream(
      record(`CASE#${CASE}`, 'EVENT#00000001'),
      record(`CASE#${OTHER}`, 'EVENT#00000001'),
      record(`CASE#${CASE}`, 'EVENT#00000002'),
    );
    expect(rig.pokes).toEqual([
      ['slack', CASE],
      ['pagerduty', CASE],
      ['slack', OTHER],
      ['pagerduty', OTHER],
    ]);
  });

  it('a poke that fails is left to the tick, and the others are poked', async () => {
    services.queues = {
      ...services.queues,
      poke: async (surface: Surface, caseId: string) => {
        if (caseId === CASE) throw new Error('the queue is gone');
        rig.pokes.push([surface, caseId]);
      },
    };
    await stream(record(`CASE#${CASE}`, 'EVENT#00000001'), record(`CASE#${OTHER}`, 'EVENT#00000001'));
    expect(rig.pokes).toEqual([
      ['slack', OTHER],
      ['pagerduty', OTHER],
    ]);
    rig.pokes.length = 0;
    await createTickHandler({ ...services, queues: rig.services.queues })();
    expect(rig.pokes).toContainEqual(['slack', CASE]);
  });
});

it('no handler takes a callback, which newer Lambda runtimes refuse', () => {
  const handlers = [
    createTakeInHandler(services),
    createSurfaceHandler('slack', services),
    createClicksHandler(services),
    createStreamHandler(services),
    createTickHandler(services),
    createRunResponseHandler(services),
  ];
  for (const handler of handlers) expect(handler.length).toBeLessThanOrEqual(2);
});
