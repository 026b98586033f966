import { expect, test } from 'vitest';
import { catalogue } from '../catalogue.ts';
import { answersSchema } from '../workspace/schema.ts';

/** `npx vitest run -u` writes it anew after a question was added. */
test('the published JSON Schema of k77.json is made from the questions of today', async () => {
  const schema = `${JSON.stringify(answersSchema(catalogue.phases), null, 2)}\n`;
  await expect(schema).toMatchFileSnapshot('../../templates/k77.schema.json');
});
