/** The one link we build: to the AWS console, from an address that can lead nowhere else. */
import { type Part, raw } from './text.ts';

const HOSTS = /^(?:[a-z0-9-]+\.)*(?:console\.aws\.amazon\.com|console\.amazonaws-us-gov\.com|console\.amazonaws\.cn)$/;
const MOST = 2_000;

export function consoleLink(url: string | undefined): Part[] {
  if (!url || !URL.canParse(url)) return [];
  const parsed = new URL(url);
  if (parsed.protocol !== 'https:' || parsed.username !== '' || parsed.port !== '' || !HOSTS.test(parsed.hostname)) return [];
  const address = parsed.href.replace(/[|<>`"*_~\s]/g, (character) => encodeURIComponent(character)).replace(/\|/g, '%7C');
  return address.length > MOST ? [] : [raw(`<${address.replace(/&/g, '&amp;')}|Open in the console>`)];
}
