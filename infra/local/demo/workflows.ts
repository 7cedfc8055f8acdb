/** Other people's workflows in the sandbox, which ask for approvals: one puts an event on the bus, one calls the function directly. */

export const RELEASE_GATE = 'arn:aws:states:us-east-1:111122223333:stateMachine:release-gate';
export const NIGHTLY_EXPORT = 'arn:aws:states:us-east-1:222233334444:stateMachine:nightly-export';
/** Nobody let this one ask. */
export const SIDE_DOOR = 'arn:aws:states:us-east-1:111122223333:stateMachine:side-door';

function asking(functionName: string, payload: Record<string, unknown>): object {
  return {
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: {
          FunctionName: functionName,
          Payload: { 'taskToken.$': '$$.Task.Token', 'executionArn.$': '$$.Execution.Id', ...payload },
        },
        TimeoutSeconds: 7200,
        End: true,
      },
    },
  };
}

/** By ARN. Their input is the request, without token and execution. */
export const demoWorkflows: Record<string, object> = {
  [RELEASE_GATE]: asking('AskOnTheBus', { 'request.$': '$' }),
  [SIDE_DOOR]: asking('AskOnTheBus', { 'request.$': '$' }),
  [NIGHTLY_EXPORT]: asking('RequestApproval', {
    'title.$': '$.title',
    'details.$': '$.details',
    'expiresAt.$': '$.expiresAt',
    onAllow: { action: 'allow' },
    onDeny: { action: 'deny' },
  }),
};

interface Asked {
  taskToken: string;
  executionArn: string;
  request: object;
}

/** What the workflow's own function does: it puts the request on the bus, from its account. */
export function askOnTheBus(put: (envelope: object) => void): (payload: unknown) => Promise<void> {
  return async (payload) => {
    const { request, ...task } = payload as Asked;
    const [, , , region, account] = task.executionArn.split(':');
    put({ source: 'release', 'detail-type': 'Approval Requested', account, region, resources: [], detail: { ...task, ...request } });
  };
}
