/** Advice in words: each response a finding may want, and the next step a person can take by hand where no playbook offers it. */

export interface Advice {
  action: string;
  nextStep: string;
  /** Not said where one of these is offered for the same finding. */
  playbooks?: readonly string[];
}

export const advice = {
  isolate: {
    action: 'Isolate the instance',
    nextStep:
      'Snapshot its volumes, take it out of its Auto Scaling group, move every interface to a quarantine group and deny the remote address in the network ACL; open connections survive a change of groups alone.',
    playbooks: ['isolate_instance'],
  },
  isolateAndStopDns: {
    action: 'Stop the instance, or isolate it and block the domain in Route 53 DNS Firewall',
    nextStep:
      'Isolation alone does not stop DNS: lookups leave through the VPC resolver whatever the groups and ACLs say. Snapshot first, then stop the instance or block the domain.',
    playbooks: ['stop_instance'],
  },
  dnsFirewall: {
    action: 'Block the domain in Route 53 DNS Firewall',
    nextStep: 'Lookups leave through the VPC resolver whatever groups and ACLs say: add the domain to a block list of the VPC.',
  },
  isolateNamedInstance: {
    action: 'Isolate the instance the credentials came from',
    nextStep: 'The session name of the principal is the instance id: treat that instance as compromised.',
    playbooks: ['isolate_instance'],
  },
  blockAddress: {
    action: 'Block the remote address',
    nextStep: 'Deny the single address in both directions in the network ACL of the subnet, with a date to remove it.',
    playbooks: ['block_address'],
  },
  forensics: {
    action: 'Keep evidence',
    nextStep: 'Snapshot the volumes and capture memory before anything is stopped; do not terminate until that is done.',
  },
  closePort: {
    action: 'Close the port',
    nextStep:
      'Remove the rule that opens this port to the world from the security group; the instance is the victim and need not be isolated.',
    playbooks: ['close_port'],
  },
  revokeInstanceSessions: {
    action: 'Revoke the sessions of this instance',
    nextStep:
      'Deny its role for aws:userid "<role id>:<instance id>" only; denying older sessions of the role would cut off all who share it.',
    playbooks: ['revoke_sessions'],
  },
  revokeSessions: {
    action: 'Revoke the sessions',
    nextStep: 'Temporary keys cannot be disabled: attach a deny for tokens issued before now, after looking at who else uses the role.',
    playbooks: ['revoke_sessions'],
  },
  revokeUserSessions: {
    action: 'Revoke the sessions of the user',
    nextStep: 'Temporary keys cannot be disabled: deny the user tokens issued before now, and find the long-term key that asked for them.',
    playbooks: ['quarantine_user'],
  },
  quarantineUser: {
    action: 'Quarantine the user',
    nextStep: 'Attach a deny-all policy to the user: sessions made with its key outlive the key.',
    playbooks: ['quarantine_user'],
  },
  quarantineRole: {
    action: 'Quarantine the role',
    nextStep: 'Attach a deny-all policy to the role once it is clear which workloads stop with it.',
    playbooks: ['quarantine_role'],
  },
  containSsoUser: {
    action: 'Contain the Identity Center user',
    nextStep: 'Disable the user in IAM Identity Center and delete the active sessions; its role cannot be changed through IAM.',
  },
  root: {
    action: 'Call the owner of the account',
    nextStep: 'Only the root user can secure the root user: change password and MFA, delete root access keys, check the contact addresses.',
  },
  restoreLogging: {
    action: 'Restore logging',
    nextStep:
      'Start the trail again, compare its selectors, bucket and key with before, then look at the caller: what happened meanwhile is not in the log.',
    playbooks: ['restore_trail'],
  },
  blockPublic: {
    action: 'Block public access to the bucket',
    nextStep: 'Check for a website, a distribution or anonymous readers, then switch on all four settings of public access block.',
    playbooks: ['block_public_bucket'],
  },
  removeStatement: {
    action: 'Remove the statement that lets the other account in',
    nextStep: 'Edit the bucket policy: public access block does nothing against a named account.',
  },
  revokeRule: {
    action: 'Remove the rule that is open to the world',
    nextStep: 'Check who connects through it, then revoke this one rule of the security group.',
    playbooks: ['close_port'],
  },
  networkAclTicket: {
    action: 'Ask the network owner to narrow the ACL rule',
    nextStep: 'A network ACL covers the whole subnet, so this wants a ticket and not a quick change.',
  },
  makePrivate: {
    action: 'Make it private',
    nextStep: 'Remove "all" and every foreign account from its permissions; copies already taken cannot be called back.',
    playbooks: ['make_private'],
  },
  databaseNotPublic: {
    action: 'Take the database off the internet',
    nextStep: 'Set publicly accessible to false, and narrow its security group at the same time.',
  },
  databaseCredentials: {
    action: 'Change the database password',
    nextStep: 'Rotate the login that was attacked, and look at its sessions since.',
  },
  distrust: {
    action: 'Remove the outsider from the trust policy',
    nextStep: 'Edit who may assume the role, then revoke the sessions that were opened before.',
  },
  removeGrant: {
    action: 'Remove the grant to the outsider',
    nextStep: 'Edit the policy of the resource so that only accounts of ours are named.',
  },
  patch: { action: 'Patch', nextStep: 'Update the package, or rebuild the image and replace the instances where they come from an image.' },
  acceptRisk: {
    action: 'Accept the risk until a date',
    nextStep: 'No fix exists yet: suppress with a reason and an expiry, or reduce what can reach it.',
  },
  throttleFunction: {
    action: 'Set the concurrency of the function to zero',
    nextStep: 'It stops the function at once and is undone by restoring the number; then revoke the sessions of its role.',
  },
  closeFunction: {
    action: 'Remove the public statement from the function policy',
    nextStep: 'Check who calls it from outside before, and set its concurrency to zero if it is being abused.',
  },
  containWorkload: {
    action: 'Contain the pod or task',
    nextStep: 'Follow the runbook: label and cut off the workload, keep its node; revoke the sessions of its role.',
  },
  undoChange: {
    action: 'Ask the caller, and undo the change if it was not theirs',
    nextStep: 'Remove what was added (key, password, policy or trust), then treat the credential that did it as stolen.',
  },
  secondFactor: {
    action: 'Ask for a second factor',
    nextStep: 'Have the user enrol a second factor, and deny what it does without one until then.',
  },
  removeSecret: {
    action: 'Take the secret out',
    nextStep: 'Revoke it where it is valid, remove it from where it was found, and look for its use since.',
  },
  ticket: { action: 'Open a ticket with the owner', nextStep: 'It wants a planned change, not a response.' },
} as const satisfies Record<string, Advice>;
