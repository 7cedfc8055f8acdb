/** Pictures: a PNG whose bars are as high as their values, the same for the same figures. */
import { Readable } from 'node:stream';
import { decodePNGFromStream } from 'pureimage';
import { describe, expect, it } from 'vitest';
import { drawPicture } from '../../src/services/picture.ts';
import { strokesOf, widthOf } from '../../src/services/stroke-letters.ts';

const series = [{ name: 'OPENED', color: '#1264a3' }];
const picture = (values: number[]) =>
  drawPicture({ title: 'CASES', series, groups: values.map((value) => ({ label: '1 NOV', values: [value] })) });

/** Height in pixels of the bar in the middle of each of `many` groups. */
async function heights(png: Uint8Array, many: number): Promise<number[]> {
  const bitmap = await decodePNGFromStream(Readable.from([Buffer.from(png)]));
  const room = 740 / many;
  return Array.from({ length: many }, (_, index) => {
    const x = Math.round(30 + (index + 0.5) * room);
    let count = 0;
    for (let y = 80; y < bitmap.height; y += 1) if (bitmap.getPixelRGBA(x, y) >>> 8 === 0x1264a3) count += 1;
    return count;
  });
}

describe('bars', () => {
  it('are as high as their values', async () => {
    const [none, one, two, four] = await heights(await picture([0, 1, 2, 4]), 4);
    expect(none).toBe(0);
    expect([one, two, four]).toEqual([50, 100, 200]);
  });

  it('of nothing but zeros are none', async () => expect(await heights(await picture([0, 0]), 2)).toEqual([0, 0]));

  it('are the same for the same figures', async () => {
    expect(Buffer.from(await picture([3, 1]))).toEqual(Buffer.from(await picture([3, 1])));
  });
});

it('every letter and digit can be written, within its grid', () => {
  for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-') {
    const points = strokesOf(character).flat();
    expect(points.length, character).toBeGreaterThan(1);
    for (const [x, y] of points) expect(x >= 0 && x <= 4 && y >= 0 && y <= 6, character).toBe(true);
  }
  expect(strokesOf(' ')).toEqual([]);
  expect(widthOf('AB', 6)).toBe(10);
});
