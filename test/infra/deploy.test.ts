/** npm run deploy: doctor first; what it finds stops it, unless a reason is given, and the CDK gets every other word. */
import { describe, expect, it } from 'vitest';
import { runDeploy } from '../../infra/deploy.ts';

async function deploy(args: string[], found: number, deployed = 0) {
  const ran: string[] = [];
  const said: string[] = [];
  const code = await runDeploy(args, {
    say: (line) => void said.push(line),
    async doctor(words) {
      ran.push(['doctor', ...words].join(' '));
      return found;
    },
    async cdk(words) {
      ran.push(['cdk', ...words].join(' '));
      return deployed;
    },
  });
  return { code, ran, said: said.join('\n') };
}

describe('deploy', () => {
  it.each<[name: string, args: string[], found: number, code: number, ran: string[]]>([
    ['all is well', [], 0, 0, ['doctor', 'cdk deploy Hub']],
    ['doctor finds a problem', [], 1, 1, ['doctor']],
    ['a reason is given', ['--force', 'PagerDuty is down today'], 1, 0, ['doctor', 'cdk deploy Hub']],
    ['a reason nobody needs', ['--force', 'PagerDuty is down today'], 0, 0, ['doctor', 'cdk deploy Hub']],
    ['a reason that is none', ['--force', 'x'], 1, 2, []],
    ['no reason', ['--force'], 1, 2, []],
    [
      'settings and words of the CDK',
      ['-c', 'deployment=two', '--context', 'logDays=30', '--require-approval', 'never'],
      0,
      0,
      ['doctor -c deployment=two -c logDays=30', 'cdk deploy Hub -c deployment=two -c logDays=30 --require-approval never'],
    ],
  ])('%s', async (_, args, found, code, ran) => {
    expect(await deploy(args, found)).toMatchObject({ code, ran });
  });

  it('says why it deployed all the same, and fails as the CDK fails', async () => {
    const { said, code } = await deploy(['--force', 'PagerDuty is down today'], 1, 3);
    expect(said).toMatch(/in spite of this: PagerDuty is down today/);
    expect(code).toBe(3);
  });
});
