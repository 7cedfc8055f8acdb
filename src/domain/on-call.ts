/** On call in policy: `on-call-1` and so on are groups nobody lists; who is in them is asked of PagerDuty, level by level. */

const pattern = /^on-call-([1-9]\d?)$/;

export function onCallGroup(level: number): string {
  return `on-call-${level}`;
}

/** PagerDuty's escalation level, from 1, that this group stands for; undefined for a group that policy lists. */
export function onCallLevel(group: string): number | undefined {
  const [, level] = pattern.exec(group) ?? [];
  return level === undefined ? undefined : Number(level);
}

interface NamesGroups {
  approvals: {
    levels: readonly { group: string }[];
    approvers: readonly string[];
    workflows: readonly { approvers?: string | undefined }[];
  };
  allow: readonly { groups: readonly string[] }[];
  deny: readonly { groups: readonly string[] }[];
}

/** The on-call groups that policy names anywhere, each once; none means that nobody has to be asked. */
export function onCallGroups({ approvals, allow, deny }: NamesGroups): string[] {
  const named = [
    ...approvals.levels.map(({ group }) => group),
    ...approvals.approvers,
    ...approvals.workflows.flatMap(({ approvers }) => approvers ?? []),
    ...[...allow, ...deny].flatMap(({ groups }) => groups),
  ];
  return [...new Set(named)].filter((group) => onCallLevel(group) !== undefined);
}
