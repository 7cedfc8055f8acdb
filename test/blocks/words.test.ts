/** Our own titles, and the one link that may stand in a message. */
import { expect, test } from 'vitest';
import { consoleLink } from '../../blocks/console-link.ts';
import { duration, utc } from '../../blocks/time-words.ts';
import { titleWords } from '../../blocks/words.ts';
import { rows, threatView } from './views.ts';

test.each([
  ['threat', 'UnauthorizedAccess:IAMUser/MaliciousIPCaller', 'Access key used from a known bad address'],
  ['threat', 'Recon:IAMUser/MaliciousIPCaller.Custom', 'Access key looks around from a known bad address'],
  ['threat', 'Impact:Something/New', 'the product’s own title'],
  ['threat', 'constructor', 'the product’s own title'],
  ['control', 'S3.8', 'Bucket does not block public access (S3.8)'],
  ['control', 'Unknown.1', 'the product’s own title'],
] as const)('%s %s', (kind, type, words) => {
  expect(titleWords(threatView({ class: kind, type, title: 'the product’s own title' }))).toBe(words);
});

test('many resources are counted in the title', () => {
  const view = threatView({ class: 'vulnerability', type: 'CVE-2026-1234', rows: rows(25), rowCount: 25 });
  expect(titleWords(view)).toBe('CVE-2026-1234 in openssl · 25 instances');
});

test.each([
  ['https://us-east-1.console.aws.amazon.com/guardduty/home', true],
  ['https://console.amazonaws.cn/iam', true],
  ['http://us-east-1.console.aws.amazon.com/', false],
  ['https://console.aws.amazon.com.evil.example/', false],
  ['https://console.aws.amazon.com@evil.example/', false],
  ['https://console.aws.amazon.com:8443/', false],
  ['javascript:alert(1)', false],
  [undefined, false],
])('console link %s', (url, shown) => {
  expect(consoleLink(url).length > 0).toBe(shown);
});

test.each([
  [400, '0 s'],
  [40_000, '40 s'],
  [300_000, '5 min'],
  [10_800_000, '3 h'],
  [12 * 86_400_000, '12 days'],
  [-5, '0 s'],
])('%s ms last %s', (length, words) => {
  expect(duration(length)).toBe(words);
});

test('a time that never comes has no date', () => {
  expect(utc(Number.MAX_SAFE_INTEGER)).toBe('no end date');
});
