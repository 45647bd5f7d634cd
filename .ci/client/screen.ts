// Screens an example with the TypeScript client that @hey-api/openapi-ts makes
// of the description. See .ci/clients.
import type { Screening, ScreeningRequest } from './hey';
import { createScreening } from './hey';
import { client } from './hey/client.gen';

declare const process: { argv: string[]; exitCode: number };
declare function require(name: 'fs'): { readFileSync(file: string, encoding: 'utf8'): string };

async function main(url: string, request: string, answer: string): Promise<void> {
  const read = (file: string) => JSON.parse(require('fs').readFileSync(file, 'utf8'));
  const asked: ScreeningRequest = read(request);
  const expected: Screening = read(answer);
  client.setConfig({ baseUrl: url });
  const { data, error } = await createScreening({ body: asked, query: { audience: 'clinician', lang: 'en' } });
  if (data === undefined) {
    throw new Error(JSON.stringify(error));
  }
  if (data.outcome.code !== expected.outcome.code || data.medications.effects.length !== expected.medications.effects.length) {
    throw new Error(`outcome ${data.outcome.code}, ${data.medications.effects.length} effects of medicines`);
  }
  console.log('typescript client:', data.outcome.code);
}

const [url = '', request = '', answer = ''] = process.argv.slice(2);
main(url, request, answer).catch((err) => {
  console.error('typescript client:', err);
  process.exitCode = 1;
});
