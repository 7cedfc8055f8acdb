/** What code may ask of the simulated Step Functions. */
import type { AwsService } from '../aws/protocol.ts';
import type { Execution, LoadedMachine } from './execution.ts';

interface StartRequest {
  stateMachineArn: string;
  name?: string | undefined;
  input?: unknown;
}

export interface StepFunctions {
  service: AwsService;
  machine(arn: string): LoadedMachine;
  executions(): Execution[];
  execution(arn: string): Execution;
  startExecution(request: StartRequest): Execution;
  stopExecution(arn: string, error?: string, cause?: string): Execution;
  sendTaskSuccess(token: string, output: unknown, account?: string): void;
  sendTaskFailure(token: string, error: string, cause: string, account?: string): void;
  sendTaskHeartbeat(token: string, account?: string): void;
  /** Abandons every running execution as if it had been killed; its name may be used again. Says how many. */
  stopAll(): number;
}
