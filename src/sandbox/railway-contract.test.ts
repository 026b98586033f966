/** The emulated Railway against the schema that Railway published. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RailwayClient } from '../vendors/railway-client.ts';
import { railwayDocuments } from '../vendors/railway-documents.ts';
import { answerFindings, schemaFindings } from './contract-graphql.ts';
import { emulatedSchema } from './railway/schema.ts';
import { openRailway, type RailwayDesk } from './railway-fixture.ts';

const file = join(resolve(import.meta.dirname, '../..'), '../shared/vendor-specs/railway.graphql');
const absent = !existsSync(file);
const why = absent ? ' (left out: the published schema is not here)' : '';

interface Told {
  operation: string;
  document: string;
  data: unknown;
}

let desk: RailwayDesk;
let published: GraphQLSchema;
beforeAll(async () => {
  desk = await openRailway();
  if (!absent) published = buildSchema(readFileSync(file, 'utf8'), { assumeValid: true });
});
afterAll(() => desk.close());

function recording(told: Told[]): RailwayClient {
  const door = async (url: string | URL, init?: RequestInit): Promise<Response> => {
    const { pathname } = new URL(url);
    const response = await fetch(`${desk.endpoint}${pathname}`, init);
    const { query, operationName } = JSON.parse(String(init?.body)) as { query: string; operationName: string };
    told.push({ operation: operationName, document: query, data: ((await response.clone().json()) as { data: unknown }).data });
    return response;
  };
  return new RailwayClient(Object.assign(door, { share: (_name: string, open: () => unknown) => open() }) as never, desk.token());
}

/** Every call that phases, checks and runbooks make. */
async function drive(client: RailwayClient): Promise<void> {
  const repository = 'ann/shop';
  const commit = desk.push(repository, 'main', 'first');
  desk.edit('open-repository', { repository });
  const [workspace] = await client.workspaces();
  const id = workspace?.id ?? '';
  const made = await client.createProject(id, 'kingdom77', 'production');
  const project = made.id;
  const environment = made.environments[0]?.id ?? '';
  await client.createEnvironment(project, 'staging');
  await client.projects(id);
  const service = await client.createService(project, environment, 'api');
  const spot = { project, environment, service };
  await client.updateInstance(spot, {
    startCommand: 'npm start',
    preDeployCommand: ['npm run migrate'],
    multiRegionConfig: { 'us-west2': { numReplicas: 1 } },
  });
  await client.setMemory(spot, 0.5);
  await client.createVolume(spot, '/data');
  const [instance] = await client.instances(project, environment);
  await client.mountVolume(environment, instance?.volume?.id ?? '', '/var/data');
  await client.setVariables(spot, { A: 'b', C: 'd' });
  await client.connect(service, repository, 'main');
  await client.deleteVariable(spot, 'C');
  await client.variables(spot);
  await client.repositories();
  await client.setAutoDeploy(spot, false);
  await client.createTrigger(spot, repository, 'main');
  await client.instanceMore(spot);
  await client.instances(project, environment);
  const first = (await client.deployments(spot)).at(-1)?.id ?? '';
  const second = await client.deploy(spot, commit);
  await client.deployment(second);
  await client.logs(second, 'build', 10);
  await client.logs(second, 'run', 10);
  await client.order('Restart', second);
  await client.order('Stop', second);
  await client.order('Redeploy', second);
  await client.order('Rollback', first);
  desk.edit('measure', { service: 'api' });
  await client.metrics(spot, '2026-01-01T00:00:00.000Z');
  await client.uses(project);
  await client.createDomain(spot, 'api.kingdom77.test');
  const [domain] = await client.domains(spot);
  await client.issueCertificate(domain?.id ?? '');
  await client.deleteDomain(domain?.id ?? '');
  await client.setUsageLimit(workspace?.customer ?? '', 20, 60);
  await client.workspace(id);
}

describe.skipIf(absent)(`the emulated Railway and the schema that Railway published${why}`, () => {
  test('agree in every name, argument and type that is emulated', () => {
    expect(schemaFindings(emulatedSchema(), published)).toEqual([]);
  });

  test('agree in every answer that k77 gets', async () => {
    const told: Told[] = [];
    await drive(recording(told));
    const wrong = told.flatMap(({ operation, document, data }) => [
      ...validate(published, parse(document)).map(({ message }) => `${operation}: ${message}`),
      ...answerFindings(document, data, published).map((finding) => `${operation}: ${finding}`),
    ]);
    expect(wrong).toEqual([]);
    const asked = new Set(told.map(({ operation }) => operation));
    const never = Object.keys(railwayDocuments).filter((operation) => !asked.has(operation));
    process.stdout.write(`contract: ${told.length} answers to ${asked.size} operations\n`);
    // `apiToken` is for tokens without a person; it is asked for in the vendor's own test.
    expect(never).toEqual(['apiToken']);
  });

  test('what is not published is seen', () => {
    const strange = buildSchema(
      'type Query { me: User! regions(colour: String): [String!]! project: Int } type User { id: String! shoe: Int } enum Plan { FREE GOLD }',
    );
    expect(schemaFindings(strange, published)).toEqual([
      'Query.regions: [String!]! instead of [Region!]!',
      'Query.regions(colour): not published',
      'Query.project: Int instead of Project!',
      'Query.project(id): required and not emulated',
      'User.id: String! instead of ID!',
      'User.shoe: not published',
      'Plan: FREE GOLD instead of FREE HOBBY PRO',
    ]);
    const told = (data: unknown) => answerFindings('{ me { id workspaces { plan createdAt } } }', data, published);
    expect(told({ me: { id: 'a', workspaces: [{ plan: 'PRO', createdAt: '2026-01-01T00:00:00.000Z' }] } })).toEqual([]);
    expect(told({ me: { id: null, workspaces: [{ plan: 'GOLD', createdAt: 'yesterday' }] } })).toEqual([
      'me.id: null, but ID!',
      'me.workspaces[].plan: GOLD is not in Plan',
      'me.workspaces[].createdAt: "yesterday" is no DateTime',
    ]);
    expect(told({ me: { id: 'a' } })).toEqual(['me.workspaces: missing']);
  });
});
