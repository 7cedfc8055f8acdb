/** Takes this deployment's PagerDuty secrets out of any text: node-fetch, for one, puts a header it dislikes into its error. */
export type Redact = (text: string) => string;

const longest = 400;

export function createRedact(secrets: readonly string[]): Redact {
  const known = secrets.filter((secret) => secret.length >= 4);
  return (text) => {
    const clean = known.reduce((left, secret) => left.replaceAll(secret, '…'), text);
    return [...clean].slice(0, longest).join('');
  };
}
