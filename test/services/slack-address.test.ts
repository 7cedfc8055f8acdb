/** Whose addresses the bot posts to: a table. */
import { expect, it } from 'vitest';
import { isSlackAddress } from '../../src/services/slack-address.ts';

const emulator = 'http://127.0.0.1:4003/api/';
const rows: [address: string, apiUrl: string | undefined, slacks: boolean][] = [
  ['https://hooks.slack.com/commands/T1/2/3', undefined, true],
  ['https://files.slack.com/upload/v1/abc', undefined, true],
  ['https://hooks.slack-gov.com/commands/T1', undefined, true],
  ['http://hooks.slack.com/commands/T1', undefined, false],
  ['https://hooks.slack.com.example.com/', undefined, false],
  ['https://hooks.slack.com:8443/', undefined, false],
  ['https://hooks.slack.com@example.com/', undefined, false],
  ['https://evilhooks.slack.com/', undefined, false],
  ['http://127.0.0.1:4003/response/1', undefined, false],
  ['http://169.254.169.254/latest/meta-data', undefined, false],
  ['not an address', undefined, false],
  ['http://127.0.0.1:4003/response/1', emulator, true],
  ['http://localhost:4003/response/1', emulator, true],
  ['http://[::1]:4003/response/1', emulator, true],
  ['http://localhost:4004/response/1', emulator, false],
  ['https://localhost:4003/response/1', emulator, false],
  ['http://127.0.0.1.example.com:4003/', emulator, false],
  ['https://hooks.slack.com/commands/T1/2/3', emulator, false],
];

it.each(rows)('%s with %s: %s', (address, apiUrl, slacks) => {
  expect(isSlackAddress(address, apiUrl)).toBe(slacks);
});
