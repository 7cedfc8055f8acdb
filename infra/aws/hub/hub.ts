/** What every part of the hub stack is made from. */
import type { Stack } from 'aws-cdk-lib';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { FunctionRow } from '../functions.ts';
import type { Names } from '../names.ts';
import type { Settings } from '../settings.ts';

export interface Hub {
  stack: Stack;
  settings: Settings;
  names: Names;
  /** Of this deployment's own; AWS's keys are used without. */
  key: Key | undefined;
  /** The functions of this deployment. */
  rows: readonly FunctionRow[];
  /** A bundle as what Lambda gets. */
  code(bundle: string): Code;
}
