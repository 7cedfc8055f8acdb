/** The house, drawn from imports, is the one in the design; every file says what it is for; everything registered is tested. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Floor, filesUnder, floors, importGraph, importsOf } from './fixtures/import-graph.ts';

const below: Floor[] = ['domain', 'sources', 'enrichers', 'playbooks', 'config', 'services', 'blocks', 'flows', 'handlers'];
const design: Record<Floor, Floor[]> = {
  domain: [],
  sources: ['domain'],
  enrichers: ['domain'],
  playbooks: ['domain'],
  config: [],
  services: ['domain', 'sources', 'enrichers', 'playbooks', 'config'],
  blocks: ['domain'],
  flows: ['domain', 'sources', 'enrichers', 'playbooks', 'services', 'blocks'],
  handlers: below.filter((floor) => floor !== 'handlers'),
  infra: below,
};
/** Parts of the registries that are not entries. */
const notRegistered = ['define', 'fields', 'native', 'not-sources'];
const graph = importGraph();
const sourceFiles = ['src', 'blocks', 'handlers', 'infra', 'test'].flatMap((folder) => filesUnder(folder));

describe('floors', () => {
  it.each(floors)('%s imports only what the design allows', (floor) => {
    expect(graph[floor].floors.filter((each) => !design[floor].includes(each))).toEqual([]);
  });

  it('only handlers import Bolt, only services import the SDK besides the floors that take its types', () => {
    const having = (name: string) => floors.filter((floor) => graph[floor].packages.includes(name) && floor !== 'infra');
    expect(having('@slack/bolt').filter((floor) => floor !== 'handlers')).toEqual([]);
    expect(having('@slack/web-api').filter((floor) => floor !== 'services' && floor !== 'handlers')).toEqual([]);
    expect(having('@aws-sdk')).not.toContain('blocks');
  });

  it('are drawn in docs/floors.md as they are (npx vitest run test/house.test.ts -u draws them again)', async () => {
    const rows = floors.map((floor) => `| ${floor} | ${list(graph[floor].floors)} | ${list(graph[floor].packages)} |`);
    const text = [
      '# The floors, drawn from the imports',
      '',
      'Who imports whom now; a test compares this table with the code, and lint refuses anything the design does not allow',
      '(`biome.json`). Type imports count: `@aws-sdk` in domain, sources, enrichers, playbooks and flows is types only.',
      '',
      '| floor | imports from | packages |',
      '| --- | --- | --- |',
      ...rows,
      '',
      'The design: `domain <- sources, enrichers, playbooks <- services <- flows <- handlers <- infra`; `blocks` stand beside, on',
      '`domain` alone.',
      '',
    ];
    await expect(text.join('\n')).toMatchFileSnapshot('../docs/floors.md');
  });
});

describe('files', () => {
  it.each(['src', 'blocks', 'handlers', 'infra', 'test'])('%s: each begins with one sentence about what it is for', (folder) => {
    const silent = sourceFiles.filter(
      (file) => file.startsWith(`${folder}/`) && !/^(#!.*\n)?\/\*\*\s[\s\S]{15,400}?\*\/\n/.test(readFileSync(file, 'utf8')),
    );
    expect(silent).toEqual([]);
  });

  it('have at most 250 lines', () => {
    const long = sourceFiles.filter((file) => readFileSync(file, 'utf8').split('\n').length > 251);
    expect(long).toEqual([]);
  });

  it('are not called utils, helpers or common', () => {
    expect(sourceFiles.filter((file) => /(^|\/)(utils?|helpers?|common)(\/|\.ts$)/.test(file))).toEqual([]);
  });
});

describe.each(['sources', 'enrichers', 'playbooks'] as const)('the registry of %s', (floor) => {
  const registered = importsOf(`src/${floor}/index.ts`)
    .filter((name) => name.startsWith('./'))
    .map((name) => basename(name, '.ts'))
    .filter((name) => !notRegistered.includes(name));
  const tests = filesUnder('test', '.test.ts');

  it.each(registered)('%s has a test', (name) => {
    const own = tests.filter(
      (file) =>
        basename(file).startsWith(`${name}.`) ||
        basename(file).startsWith(`${name}-`) ||
        importsOf(file).some((each) => each.endsWith(`/src/${floor}/${name}.ts`)),
    );
    expect(own.length, `write test/${floor}/${name}.test.ts`).toBeGreaterThan(0);
  });
});

function list(names: readonly string[]): string {
  return names.length > 0 ? names.join(', ') : 'nothing';
}
