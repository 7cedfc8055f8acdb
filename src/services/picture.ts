/** Pictures: bars per day as a PNG, drawn without anything native, so that it is the same in Lambda and in the sandbox. */
import { PassThrough } from 'node:stream';
import { type Bitmap, encodePNGToStream, make } from 'pureimage';
import { letterScale, letterSpacing, strokesOf, widthOf } from './stroke-letters.ts';

export interface Series {
  name: string;
  /** "#1264a3". */
  color: string;
}

export interface Bars {
  title: string;
  series: readonly Series[];
  /** Oldest first; `values` in the order of the series. */
  groups: readonly { label: string; values: readonly number[] }[];
}

const [width, height] = [800, 360];
const plot = { left: 30, right: 770, top: 90, bottom: 310 };
const ink = '#1d1c1d';
const pale = '#dddddd';
type Context = ReturnType<Bitmap['getContext']>;

function line(context: Context, points: readonly (readonly [number, number])[], color: string, thickness: number): void {
  context.strokeStyle = color;
  context.lineWidth = thickness;
  context.beginPath();
  for (const [index, [x, y]] of points.entries()) index === 0 ? context.moveTo(x, y) : context.lineTo(x, y);
  context.stroke();
}

function write(context: Context, words: string, left: number, top: number, size: number): void {
  for (const [index, character] of [...words].entries()) {
    const start = left + index * size * letterSpacing;
    for (const stroke of strokesOf(character)) {
      line(
        context,
        stroke.map(([x, y]) => [start + x * size * letterScale, top + y * size * letterScale] as const),
        ink,
        size > 14 ? 2 : 1.5,
      );
    }
  }
}

function writeCentred(context: Context, words: string, middle: number, top: number, size: number): void {
  write(context, words, middle - widthOf(words, size) / 2, top, size);
}

function drawLegend(context: Context, series: readonly Series[]): void {
  let left = plot.left;
  for (const { name, color } of series) {
    context.fillStyle = color;
    context.fillRect(left, 56, 14, 14);
    write(context, name, left + 22, 57, 12);
    left += 22 + widthOf(name, 12) + 36;
  }
}

function drawBars(context: Context, { groups, series }: Bars): void {
  const most = Math.max(1, ...groups.flatMap(({ values }) => values));
  const room = (plot.right - plot.left) / Math.max(1, groups.length);
  const bar = (room * 0.7) / Math.max(1, series.length);
  for (const [index, { label, values }] of groups.entries()) {
    const left = plot.left + index * room + room * 0.15;
    for (const [at, value] of values.entries()) {
      const length = Math.round((value / most) * (plot.bottom - plot.top - 20));
      context.fillStyle = series[at]?.color ?? ink;
      context.fillRect(Math.round(left + at * bar), plot.bottom - length, Math.max(1, Math.round(bar) - 2), length);
      writeCentred(context, String(value), left + (at + 0.5) * bar, plot.bottom - length - 16, 10);
    }
    writeCentred(context, label, left + (bar * series.length) / 2, plot.bottom + 12, 12);
  }
}

/** A PNG of 800 x 360 pixels. */
export async function drawPicture(bars: Bars): Promise<Uint8Array> {
  const bitmap = make(width, height);
  const context = bitmap.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  write(context, bars.title, plot.left, 20, 18);
  drawLegend(context, bars.series);
  line(
    context,
    [
      [plot.left, plot.bottom + 1],
      [plot.right, plot.bottom + 1],
    ],
    pale,
    2,
  );
  drawBars(context, bars);
  const stream = new PassThrough();
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  await encodePNGToStream(bitmap, stream);
  return Buffer.concat(parts);
}
