/** How deeply JSON text is nested: reading what is nested without end would end the process that reads it. */

/** Nothing that AWS sends comes near. */
const deepest = 200;

/** True when brackets outside of texts are nested deeper than that. */
export function isTooDeep(json: string): boolean {
  // Most inputs have fewer brackets altogether, so that nothing more need be looked at.
  return countOf('{', json) + countOf('[', json) > deepest && depthOf(json) > deepest;
}

function countOf(bracket: string, json: string): number {
  let count = 0;
  for (let at = json.indexOf(bracket); at >= 0 && count <= deepest; at = json.indexOf(bracket, at + 1)) count += 1;
  return count;
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
