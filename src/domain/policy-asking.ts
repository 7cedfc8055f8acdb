/** The part of policy that says whether the person behind a credential is asked "was this you?", and what comes of the answer or of none. */
import * as z from 'zod';
import { environment } from './policy-routing.ts';

/** `tell`: the team sees it. `raise`: the case goes up one tier. `page`: it is of tier 3, which pages whoever is on call. */
const consequence = z.enum(['tell', 'raise', 'page']);
export type Consequence = z.output<typeof consequence>;

export const askAffected = z
  .strictObject({
    /** Types of findings about which people are asked; "*" stands for anything. None: nobody is asked. */
    types: z.array(z.string().min(1).max(100)).max(50).default([]),
    /** In all of them when left out. */
    environments: z.array(environment).optional(),
    /** How long an answer is waited for. */
    minutes: z.number().int().min(1).max(1440).default(15),
    no: consequence.default('page'),
    silence: consequence.default('tell'),
    /** Tags of an IAM user that hold the e-mail address of whoever uses it, the first one that is there. */
    tags: z.array(z.string().min(1).max(128)).max(5).default(['email', 'owner-email']),
    /** How the team is reached by whoever cannot trust their Slack: a phone number, a place. */
    reach: z.string().min(3).max(200).optional(),
  })
  .default({ types: [], minutes: 15, no: 'page', silence: 'tell', tags: ['email', 'owner-email'] });
