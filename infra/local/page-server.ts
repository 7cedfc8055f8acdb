/** Serves the sandbox's page: the browser code is bundled in memory when the sandbox starts. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { HttpResponse, Route } from './http.ts';

const FOLDER = fileURLToPath(new URL('./page/', import.meta.url));

/** Nothing may be loaded from anywhere else, and nothing from a finding can run. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'";

async function bundle(): Promise<{ script: string; style: string }> {
  const result = await build({
    entryPoints: { page: `${FOLDER}main.ts`, style: `${FOLDER}page.css` },
    bundle: true,
    write: false,
    outdir: FOLDER,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    sourcemap: false,
    logLevel: 'silent',
  });
  const find = (ending: string) => result.outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
  return { script: find('.js'), style: find('.css') };
}

export async function createPage(): Promise<Route> {
  const [{ script, style }, html] = await Promise.all([bundle(), readFile(`${FOLDER}index.html`, 'utf8')]);
  const files = new Map<string, [string, string]>([
    ['/', ['text/html', html]],
    ['/page.js', ['text/javascript', script]],
    ['/page.css', ['text/css', style]],
  ]);
  return (request): HttpResponse | undefined => {
    const file = request.method === 'GET' ? files.get(request.path) : undefined;
    if (!file) return undefined;
    const [type, body] = file;
    const headers = {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'no-store',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    };
    return { status: 200, headers, body };
  };
}
