/** A moto server, an emulator of AWS by other people, as a child process on loopback. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/** Its own line on standard error says when it listens. */
async function listening(server: ChildProcess): Promise<void> {
  const said: string[] = [];
  const ready = new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`the moto server ended with ${code}: ${said.join('')}`)));
    for (const stream of [server.stdout, server.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        said.push(String(chunk));
        if (/Running on http/.test(String(chunk))) resolve();
      });
    }
  });
  await ready;
}

/** `executable` is the moto_server of a Python environment that has `moto[server]`. */
export async function startMotoServer(executable: string): Promise<{ endpoint: string; close: () => Promise<void> }> {
  const port = await freePort();
  const server = spawn(executable, ['-H', '127.0.0.1', '-p', String(port)], {
    // AWS's own policies are there when asked for only.
    env: { MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await listening(server);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      server.kill();
      await once(server, 'exit');
    },
  };
}
