/** Text cut to a number of bytes: what a table item may hold is counted in bytes, and one character can be four. */

/** As long as fits; a character is never torn apart. */
export function withinBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  let end = Math.max(0, most);
  // Bytes that continue a character begin with the bits 10.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString();
}

/** The same, counted as JSON writes it: a quote is two bytes there, a control character six. */
export function withinJsonBytes(text: string, most: number): string {
  let kept = withinBytes(text, most);
  while (Buffer.byteLength(JSON.stringify(kept)) > most) kept = withinBytes(kept, Math.floor(Buffer.byteLength(kept) / 2));
  return kept;
}
