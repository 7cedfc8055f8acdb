/** Every verb of the command, and the one that a word means. */
import { asking } from './asking-verbs.ts';
import { plan, type VerbWords } from './verb-words.ts';
import { deciding, working } from './working-verbs.ts';

/** How people call the responses; any playbook also goes by its id, with dashes. */
const shortNames: Readonly<Record<string, readonly [string, ...string[]]>> = {
  isolate_instance: ['isolate'],
  disable_access_keys: ['disable-keys', 'disable-key'],
  quarantine_user: ['quarantine-user'],
  revoke_sessions: ['revoke-sessions', 'revoke'],
  quarantine_role: ['quarantine-role'],
  stop_instance: ['stop-instance'],
  terminate_instance: ['terminate'],
  block_address: ['block-address', 'block-ip'],
  close_port: ['close-port', 'close-ports'],
  block_public_bucket: ['block-bucket'],
  make_private: ['make-private', 'unshare'],
  restore_trail: ['restore-trail', 'restore-logging'],
  hold_policy_version: ['hold-policy'],
};

/** No finding offers them: they are asked for by the third answer to an approval, and by nothing else. */
const byAnswerOnly: ReadonlySet<string> = new Set(['limit_policy']);

/** Opens the plan, like the button: what is typed never runs anything. */
function responseWords(id: string): VerbWords {
  const dashed = id.replaceAll('_', '-');
  const [name = dashed, ...more] = shortNames[id] ?? [];
  return {
    name,
    also: [...new Set([...more, dashed, id])].filter((each) => each !== name),
    control: id,
    right: 'respond',
    about: 'a case',
    rest: 'words',
    flags: plan,
    usage: `${name} <case> [target] [--reason "…"] [--dry-run]`,
    example: `${name} latest`,
    what: `${dashed.replaceAll('-', ' ')}: shows the plan, which you then ask for`,
  };
}

/** In the order of help. */
export function verbWords(playbookIds: readonly string[]): readonly VerbWords[] {
  return [...asking, ...working, ...deciding, ...playbookIds.filter((id) => !byAnswerOnly.has(id)).map(responseWords)];
}

/** By its name or another word for it. */
export function verbNamed(word: string, playbookIds: readonly string[]): VerbWords | undefined {
  const wanted = word.toLowerCase();
  return verbWords(playbookIds).find(({ name, also }) => name === wanted || also.includes(wanted));
}
