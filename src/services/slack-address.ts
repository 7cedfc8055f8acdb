/** Addresses that Slack gives with what it sends: the bot posts there, so they must be Slack's. */
const slacks = /^https:\/\/(?:hooks|files)\.slack(?:-gov)?\.com$/;
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** One machine has several names for itself, and emulators use them side by side. */
function hostOf({ protocol, hostname, port }: URL): string {
  return `${protocol}//${loopback.has(hostname) ? 'loopback' : hostname}:${port}`;
}

/** Slack's own; with `apiUrl` those of the emulator that is there, and no others. */
export function isSlackAddress(address: string, apiUrl?: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return apiUrl ? hostOf(url) === hostOf(new URL(apiUrl)) : slacks.test(url.origin);
}
