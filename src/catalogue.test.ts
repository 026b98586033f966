/** The declarations agree with each other. */
import { describe, expect, test } from 'vitest';
import { reviewed } from '../checks/attestable.ts';
import { catalogue } from './catalogue.ts';
import { guideBoxes, guideSteps } from './core/guide-contents.ts';
import { infoOf, isKey, isSecret, type Key, keys } from './core/keys.ts';
import { ordered } from './engine/graph.ts';

const tasks = catalogue.phases.flatMap((phase) => phase.tasks);
const surveys = catalogue.phases.flatMap(({ adoption }) => adoption?.surveys ?? []);
const steps = new Set<string>(guideSteps.map((step) => step.id));
const boxes = new Set<string>(guideBoxes.map((box) => box.id));

test('ids are unique', () => {
  for (const ids of [
    tasks.map((task) => task.id),
    catalogue.checks.map((check) => check.id),
    catalogue.phases.map((phase) => phase.number),
  ])
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test('every guide id that is cited exists', () => {
  const cited = [...tasks, ...catalogue.checks].flatMap((one) => one.guide.map((id) => `${one.id} ${id}`));
  expect(cited.filter((line) => !steps.has(line.split(' ')[1] ?? '') && !boxes.has(line.split(' ')[1] ?? ''))).toEqual([]);
});

test('every setting belongs to a step that exists, and has an id of its own', () => {
  const settings = [...tasks, ...catalogue.checks].flatMap((one) => (one.settings ?? []).map((setting) => setting.id as string));
  expect(settings.filter((id) => !steps.has(id.split(':')[0] ?? ''))).toEqual([]);
  const ofTasks = tasks.flatMap((task) => (task.settings ?? []).map((setting) => setting.id as string));
  expect(ofTasks.filter((id, index) => ofTasks.indexOf(id) !== index)).toEqual([]);
});

test('the order of tasks has no circle, and every value that a task needs is asked, derived or given', () => {
  expect(ordered(tasks)).toHaveLength(tasks.length);
  const given = new Set(tasks.flatMap((task) => Object.keys(task.gives)));
  const asked = new Set<string>(catalogue.phases.flatMap((phase) => phase.questions.map((question) => question.key)));
  const derived = new Set(['ENVIRONMENT', 'STRIPE_ENABLED']);
  const built = new Set(catalogue.phases.map((phase) => phase.number));
  const orphans = tasks.flatMap((task) =>
    (task.needs as readonly Key[])
      // What a phase makes that is not built yet is waited for.
      .filter((key) => !given.has(key) && !asked.has(key) && !derived.has(key) && built.has(infoOf(key).phase))
      .map((key) => `${task.id} ${key}`),
  );
  expect(orphans).toEqual([]);
});

test('every key of the phases built so far is asked, given or derived by somebody', () => {
  const built = new Set(catalogue.phases.map((phase) => phase.number));
  const made = new Set<string>([
    ...tasks.flatMap((task) => Object.keys(task.gives)),
    ...catalogue.phases.flatMap((phase) => phase.questions.map((question) => question.key)),
    ...surveys.flatMap(({ gives }) => gives),
    'ENVIRONMENT',
    'STRIPE_ENABLED',
    // Asked by `k77 cost`, which belongs to no phase.
    'budget',
    // Of `k77 move`, which belongs to none either.
    'MOVING',
    'MOVE_SIGNS',
    'MOVE_TTL',
  ]);
  expect((Object.keys(keys) as Key[]).filter((key) => built.has(infoOf(key).phase) && !made.has(key))).toEqual([]);
});

test('every survey looks for the thing of a task that exists, under an id of its own, and gives keys; every secret that is proved is one', () => {
  const ids = surveys.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(surveys.filter(({ task }) => !tasks.some(({ id }) => id === task)).map(({ id, task }) => `${id} ${task}`)).toEqual([]);
  expect(surveys.flatMap(({ gives }) => gives).filter((key) => !isKey(key))).toEqual([]);
  const cited = surveys.flatMap(({ guide }) => guide.filter((id) => !steps.has(id) && !boxes.has(id)));
  expect(cited).toEqual([]);
  const proofs = catalogue.phases.flatMap(({ adoption }) => adoption?.proofs ?? []);
  expect(proofs.filter(({ key, needs }) => !isSecret(key) || !needs.includes(key)).map(({ key }) => key)).toEqual([]);
});

test('questions ask for keys, and secrets are asked as secrets', () => {
  for (const question of catalogue.phases.flatMap((phase) => phase.questions)) {
    expect(isKey(question.key), question.key).toBe(true);
    expect(question.kind === 'secret', question.key).toBe(infoOf(question.key).kept === 'credentials');
  }
});

test('every gate names checks that exist, and every check of a built phase stands in a gate', () => {
  const ids = catalogue.checks.map((check) => check.id);
  const gates = catalogue.phases.flatMap((phase) => phase.gate);
  expect(gates.filter((id) => !ids.includes(id))).toEqual([]);
  // What has a lane of its own, and what only the checklist after a deployment asks for, is left to `k77 verify`.
  const left = catalogue.checks
    .filter(({ lane, guide }) => lane !== undefined || guide.every((id) => /^(post|rollback)#/.test(id)))
    .map(({ id }) => id);
  expect(ids.filter((id) => !gates.includes(id) && !left.includes(id))).toEqual([]);
});

test('whatever only a person can confirm names the check that records it, with a term and a reason', () => {
  for (const task of tasks) {
    const proof = task.byHand?.proof;
    if (proof === undefined || proof === 'read') continue;
    const check = catalogue.checks.find((one) => one.id === proof.attest);
    expect(check?.attestable?.days, task.id).toBeGreaterThan(0);
    expect(check?.attestable?.why.length, task.id).toBeGreaterThan(20);
    expect(check?.weight, task.id).toBe('warning');
  }
});

test('only what stands on the reviewed list, with its reason and its term, may be confirmed by a person; nothing there is unused', () => {
  const confirmed = catalogue.checks.filter((check) => check.attestable);
  expect(confirmed.map(({ id }) => id).sort()).toEqual(Object.keys(reviewed).sort());
  for (const { id, attestable } of confirmed) expect(attestable, id).toBe(reviewed[id as keyof typeof reviewed]);
  for (const [id, { days, why }] of Object.entries(reviewed)) {
    expect(days, id).toBeGreaterThanOrEqual(30);
    expect(days, id).toBeLessThanOrEqual(366);
    expect(why.length, id).toBeGreaterThan(20);
  }
});

test('every task says how it is taken back, or why not', () => {
  for (const task of tasks) if (typeof task.undo !== 'function') expect(task.undo.never.length, task.id).toBeGreaterThan(20);
});

describe.each(catalogue.phases.map(({ number }) => number))('phase %s covers its part of the guide whole', (number) => {
  const covers = new Set<string>([...tasks, ...catalogue.checks].flatMap((one) => one.guide as readonly string[]));
  test.each(guideSteps.filter((step) => step.id.startsWith(`${number}/`)).map((step) => step.id))('step %s', (id) =>
    expect(covers.has(id)).toBe(true),
  );
  test.each(guideBoxes.filter((box) => box.id.startsWith(`${number}#`)).map((box) => box.id))('box %s', (id) =>
    expect(covers.has(id)).toBe(true),
  );
});
