/** The hub's door for terminals, as commands knock at it: its address, whose credentials sign, and what it answers. */
import { readTerminalConfig } from '../src/config.ts';
import { proveIdentity } from '../src/services/identity-proof.ts';

export interface Door {
  url: string;
  region: string;
  /** Absent where the SDK finds them. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** In the sandbox everybody has a key of their own there; `as` is one of their names. Throws one error that says what is missing. */
export async function doorOf(sandbox: string | undefined, as: string): Promise<Door> {
  if (sandbox === undefined) return readTerminalConfig();
  const address = sandbox.replace(/\/$/, '');
  const info = (await (await fetch(`${address}/_control/info`)).json()) as { terminalKeys: Record<string, string> };
  const accessKeyId = info.terminalKeys[as];
  if (!accessKeyId) throw new Error(`--as is one of ${Object.keys(info.terminalKeys).join(', ')}`);
  return { url: `${address}/bot/terminal`, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey: 'sandbox' } };
}

/** The answer, whatever it says; without a usable one, `ok` is false and `words` say so. */
export async function askDoor<T extends { ok: boolean; words: string }>(asked: object, { url, region, credentials }: Door) {
  const request = JSON.stringify(asked);
  const proof = await proveIdentity(request, { region, ...(credentials && { credentials }) });
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ proof, request }),
  });
  const body = (await answer.json()) as Partial<T>;
  return { ok: false, words: `There was no usable answer (${answer.status}).`, ...body } as { ok: boolean; words: string } & Partial<T>;
}
