// Uses the types that openapi-typescript makes of the description, so that the
// compiler sees that they say something. See .ci/clients.
import type { components, paths } from './schema';

type Post = paths['/v1/screenings']['post'];
export type Answer = Post['responses'][200]['content']['application/json'];
export type Fault = Post['responses'][422]['content']['application/problem+json'];

export const request: Post['requestBody']['content']['application/json'] = {
  criteria: { urge_to_move: 'yes', worse_in_evening: 'previously' },
  medications: [{ name: 'Benadryl', timing: 'worse_after_starting' }],
};

// @ts-expect-error previously is no answer to this question
export const wrong: components['schemas']['Criteria'] = { urge_to_move: 'previously' };

// @ts-expect-error a medicine has no dose
export const more: components['schemas']['Medication'] = { name: 'Benadryl', dose: 1 };

export const reason = (answer: Answer): 'paediatric' | 'observer_needed' | null => answer.outcome.reason;
export const pointers = (fault: Fault): string[] => (fault.errors ?? []).map((e) => e.pointer);
