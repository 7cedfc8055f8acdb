/** The ids of all playbooks, for whoever needs to know a button without loading what it does: the Slack door starts on every request. */
export const playbookIds: readonly string[] = [
  'isolate_instance',
  'disable_access_keys',
  'quarantine_user',
  'revoke_sessions',
  'quarantine_role',
  'stop_instance',
  'terminate_instance',
  'block_address',
  'close_port',
  'block_public_bucket',
  'make_private',
  'restore_trail',
  'hold_policy_version',
  'limit_policy',
];
