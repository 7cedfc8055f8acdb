/** Step Functions: start a response, wake a waiting task; settled tokens are an answer, not an error. */
import { SendTaskSuccessCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

export interface StepFunctions {
  /** Idempotent by name: starting what runs or ran already is fine. */
  start(name: string, input: { caseId: string; responseId: string }): Promise<'started' | 'exists'>;
  /** "gone": the token was answered before or its task timed out. */
  wake(taskToken: string): Promise<'woken' | 'gone'>;
}

const settled = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);

export function createStepFunctions(client: SFNClient, stateMachineArn: string): StepFunctions {
  return {
    async start(name, input) {
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
        return 'started';
      } catch (error) {
        if (error instanceof Error && error.name === 'ExecutionAlreadyExists') return 'exists';
        throw error;
      }
    },
    async wake(taskToken) {
      try {
        // The log decides, the token only wakes: nothing is said in the output.
        await client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
        return 'woken';
      } catch (error) {
        if (error instanceof Error && settled.has(error.name)) return 'gone';
        throw error;
      }
    },
  };
}
