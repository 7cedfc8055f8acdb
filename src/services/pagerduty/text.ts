/** Cuts texts and details to PagerDuty's limits without breaking a character in two. */

/** At most so many UTF-16 units, cut between code points, with an ellipsis where something is gone. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = '';
  for (const point of text) {
    if (kept.length + point.length > most - 1) break;
    kept += point;
  }
  return `${kept}…`;
}

function bytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

const longestText = 1024;

function cutTexts(value: unknown): unknown {
  if (typeof value === 'string') return cut(value, longestText);
  if (Array.isArray(value)) return value.slice(0, 100).map(cutTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cutTexts(inner)]));
}

/** Whole where it fits; else long texts and lists are cut, then fields are left out from the end, and `leftOut` names them. */
export function cutDetails(details: Record<string, unknown>, mostBytes: number): Record<string, unknown> {
  if (bytes(details) <= mostBytes) return details;
  const kept: Record<string, unknown> = {};
  const leftOut: string[] = [];
  // Room for the names of what is left out.
  let room = mostBytes - 2048;
  for (const [wholeName, whole] of Object.entries(details)) {
    const [name, value] = [cut(wholeName, 100), cutTexts(whole)];
    const size = bytes({ [name]: value });
    if (size > room) leftOut.push(name);
    else {
      kept[name] = value;
      room -= size;
    }
  }
  return leftOut.length === 0 ? kept : { ...kept, leftOut: cut(leftOut.join(', '), 500) };
}
