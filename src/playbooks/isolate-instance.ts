/** Isolate instance: cuts it off from everything, keeps it and its evidence, and can release it again. */
import { configurationChecks, definePlaybook } from './define.ts';
import { complete } from './isolate-instance/complete.ts';
import { observe } from './isolate-instance/observe.ts';
import { offersFor } from './isolate-instance/offers.ts';
import { plan } from './isolate-instance/plan.ts';
import { reads, writes } from './isolate-instance/reads.ts';
import { verify } from './isolate-instance/verify.ts';

export const isolateInstance = definePlaybook({
  id: 'isolate_instance',
  title: 'Isolate instance',
  actionName: 'Isolate instance',
  risk: 'disruptive',
  reads,
  writes,
  offers: offersFor,
  plan,
  complete,
  observe,
  checks: [
    ...configurationChecks,
    // Flow logs are up to ten minutes late, and as long again until they can be read.
    { afterSeconds: 600, proves: 'effect' },
    { afterSeconds: 1500, proves: 'effect' },
  ],
  verify,
});
