/** Permissions on the command line: what each member role may do under this policy, in words or as IAM policy documents. */
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Policy } from '../src/domain/policy.ts';
import { playbooks } from '../src/playbooks/index.ts';
import { memberPolicies } from './aws/permissions/member-policies.ts';
import { permissionWords, type WordsOptions } from './aws/permissions/words.ts';
import { loadPolicy } from './policy.ts';

/** A playbook that only observes reads as the others do; what it may write is there for when it is asked. */
export function optionsFor(policy: Policy, deployment: string, partition: string): WordsOptions {
  const isOn = (id: string) => {
    const { production, staging, development, unknown } = policy.playbooks[id] ?? {};
    return [production, staging, development, unknown].some((mode) => mode !== undefined && mode !== 'off');
  };
  return {
    deployment,
    partition,
    enabled: playbooks.filter(({ id }) => isOn(id)),
    workflows: policy.approvals.workflows.length > 0,
    neverTargets: policy.neverTargets,
  };
}

function parsed(args: readonly string[]) {
  const options = {
    deployment: { type: 'string', default: 'drawbridge' },
    partition: { type: 'string', default: 'aws' },
    policy: { type: 'string' },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const [form = 'words', ...more] = positionals;
    return more.length === 0 && ['words', 'json'].includes(form) ? { ...values, form } : undefined;
  } catch {
    return undefined;
  }
}

/** Exit code of `npm run permissions`. */
export function runPermissions(args: readonly string[], say: (line: string) => void): number {
  const asked = parsed(args);
  if (!asked) {
    say('use: npm run permissions -- [words | json] [--deployment NAME] [--partition aws] [--policy FILE]');
    return 2;
  }
  try {
    const options = optionsFor(loadPolicy(asked.policy), asked.deployment, asked.partition);
    if (asked.form === 'json') say(JSON.stringify(memberPolicies(options), null, 2));
    else for (const line of permissionWords(options)) say(line);
    return 0;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = runPermissions(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
}
