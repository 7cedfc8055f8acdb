/** Golden files: every message and modal ever sent, as people would see its source. */
import { expect } from 'vitest';
import { checkPayload, type Payload } from '../../blocks/limits.ts';

const folder = '../golden/blocks';

/** Within Slack's limits, and exactly what was agreed on. */
export async function expectGolden(name: string, payload: Payload): Promise<void> {
  expect(checkPayload(payload)).toEqual([]);
  await expect(`${JSON.stringify(payload, null, 2)}\n`).toMatchFileSnapshot(`${folder}/${name}.json`);
}
