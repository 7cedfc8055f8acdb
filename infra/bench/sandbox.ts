/** The sandbox as its users start it: how long until it answers, and what it holds in memory with many cases on disk. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asff, bucket, imported, instance } from './asff.ts';
import { type Measured, stopwatch } from './measure.ts';

const cases = 10_000;
const perPost = 500;

/** Resolves to the address once the sandbox answers. */
async function startProcess(options: readonly string[]): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'infra/local/sandbox.ts', '--port', '0', '--quiet', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      const found = /http:\/\/\S+/.exec(said);
      if (found) resolve(found[0]);
    });
    child.once('exit', (code) => reject(new Error(`the sandbox ended with code ${code}`)));
  });
  const health = await fetch(`${address}/_control/health`);
  if (!health.ok) throw new Error(`the sandbox is not well: ${health.status}`);
  return { child, address };
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

export async function benchStart(): Promise<Measured[]> {
  const elapsed = stopwatch();
  const { child } = await startProcess([]);
  const seconds = elapsed() / 1000;
  await stop(child);
  return [{ what: 'sandbox start', value: seconds, unit: 's', bound: 5 }];
}

/** By control and account or by vulnerability, so that each is a case of its own and none part of a storm; one in twenty is a message. */
function finding(index: number): Record<string, unknown> {
  const place = { account: String(200_000_000_000 + (index % 100)), region: 'us-east-1' };
  const shown = index % 20 === 0;
  const at = Date.UTC(2026, 10, 20) + index;
  const common = { place, createdAt: at, updatedAt: at };
  const made =
    index % 2 === 0
      ? asff({
          ...common,
          product: 'inspector',
          id: `finding/memory-${index}`,
          generator: 'AWSInspector',
          title: `CVE-2026-${40_000 + index} - openssl`,
          types: ['Software and Configuration Checks/Vulnerabilities/CVE'],
          label: shown ? 'HIGH' : 'MEDIUM',
          resources: [instance(place, `i-0memory${index}`)],
          more: {
            Vulnerabilities: [{ Id: `CVE-2026-${40_000 + index}`, FixAvailable: shown ? 'YES' : 'NO', ExploitAvailable: 'NO' }],
            ProductFields: { 'aws/inspector/FindingStatus': 'ACTIVE' },
          },
        })
      : asff({
          ...common,
          product: 'securityhub',
          id: `security-control/S3.${index}/finding/memory-${index}`,
          generator: `security-control/S3.${index}`,
          title: 'S3 general purpose buckets should have server access logging enabled',
          types: ['Software and Configuration Checks/Industry and Regulatory Standards'],
          label: 'MEDIUM',
          resources: [bucket(place, `memory-${index}`)],
          more: { Compliance: { Status: 'FAILED', SecurityControlId: `S3.${index}` } },
        });
  return imported(made, place, `memory-${index}`);
}

async function send(address: string, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
}

/** Resident memory of a Linux process, in MB. */
function residentOf(child: ChildProcess): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
  return Number(line?.[1] ?? Number.NaN) / 1000;
}

/** Ten thousand cases taken in through the doors; then a sandbox started anew on them. */
export async function benchMemory(): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'drawbridge-bench-'));
  const first = await startProcess(['--empty', '--data', folder]);
  for (let begin = 0; begin < cases; begin += perPost) {
    const events = Array.from({ length: perPost }, (_, index) => finding(begin + index));
    await send(first.address, '/aws/events', events);
    await send(first.address, '/_control/clock', { advanceSeconds: 600 });
  }
  const filled = residentOf(first.child);
  await stop(first.child);
  const second = await startProcess(['--empty', '--data', folder]);
  await send(second.address, '/_control/clock', { advanceSeconds: 120 });
  const again = residentOf(second.child);
  await stop(second.child);
  rmSync(folder, { recursive: true, force: true });
  return [
    { what: `memory after taking in ${cases} findings`, value: filled, unit: 'MB', bound: 400 },
    { what: 'memory after starting again on them', value: again, unit: 'MB', bound: 400 },
  ];
}
