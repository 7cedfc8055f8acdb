/** Access key ids: which credential it is, and the fingerprint that may be shown. */
import type { AccessKey } from './finding.ts';

const KEY = /(?<![A-Za-z0-9])(AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/;

/** Reads a key id as found: bare, or `AWS::IAM::AccessKey:…`; null, empty and malformed ids are kind `none`. */
export function accessKeyFrom(id: string | null | undefined): AccessKey {
  const found = KEY.exec(id ?? '');
  if (found) return { id: found[0], kind: found[1] === 'AKIA' ? 'long-term' : 'temporary' };
  const bare = (id ?? '').replace(/^AWS::IAM::AccessKey:/, '').trim();
  return { id: bare === '' ? 'null' : bare, kind: 'none' };
}

/** First and last four characters: enough to recognise a key, useless to anybody else. */
export function fingerprint(keyId: string): string {
  if (keyId === '' || keyId === 'null') return 'null';
  return keyId.length < 12 ? `${keyId.slice(0, 2)}…` : `${keyId.slice(0, 4)}…${keyId.slice(-4)}`;
}
