/** How deeply JSON text is nested: reading what is nested without end would end the process that reads it. */

/** Nothing that AWS sends comes near. */
const deepest = 200;

/** True when brackets outside of texts are nested deeper than that. */
export function isTooDeep(json: string): boolean {
  // Most inputs have fewer brackets altogether, so that nothing more need be looked at.
  const brackets = /[[{]/g;
  let openings = 0;
  while (openings <= deepest && brackets.test(json)) openings += 1;
  return openings > deepest && depthOf(json) > deepest;
}

function depthOf(json: string): number {
  let depth = 0;
  let most = 0;
  let quoted = false;
  for (let at = 0; at < json.length && most <= deepest; at += 1) {
    const character = json[at];
    if (quoted && character === '\\') at += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '{' || character === '[')) {
      depth += 1;
      most = Math.max(most, depth);
    } else if (!quoted && (character === '}' || character === ']')) depth -= 1;
  }
  return most;
}
