/** Rules of email routing: which address goes where, and what happens to all others. */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import type { Json, MailRule, ZoneState } from './model.ts';
import { page } from './pages.ts';
import { Refusal } from './refusal.ts';

const path = '/zones/:zone/email/routing/rules';

export const mailRuleRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    permission: 'email-rules:read',
    run: (call) => {
      const enabled = call.query.get('enabled');
      const all = call.zone.mail.rules.filter((rule) => enabled === null || String(rule.enabled) === enabled);
      const { result, info } = page(call, all, { usual: 20, most: 50 });
      return { result: result.map(shown), info };
    },
  },
  { method: 'POST', path, permission: 'email-rules:edit', run: create },
  {
    method: 'GET',
    path: `${path}/catch_all`,
    permission: 'email-rules:read',
    run: ({ zone }) => ({ result: shownCatchAll(zone.mail.catchAll) }),
  },
  { method: 'PUT', path: `${path}/catch_all`, permission: 'email-rules:edit', run: changeCatchAll },
  {
    method: 'GET',
    path: `${path}/:rule`,
    permission: 'email-rules:read',
    run: ({ zone, at }) => ({ result: shown(found(zone, at.rule)) }),
  },
  { method: 'PUT', path: `${path}/:rule`, permission: 'email-rules:edit', run: change },
  {
    method: 'DELETE',
    path: `${path}/:rule`,
    permission: 'email-rules:edit',
    run: ({ books, zone, at }) => {
      const rule = found(zone, at.rule);
      zone.mail.rules.splice(zone.mail.rules.indexOf(rule), 1);
      books.changed();
      return { result: shown(rule) };
    },
  },
];

function create({ books, zone, body }: Call) {
  if (zone.mail.rules.length >= 200) throw new Refusal(400, 2011, 'The zone has reached its quota of 200 routing rules');
  const rule = { id: books.id(), ...ruleOf(books, zone, body) };
  zone.mail.rules.push(rule);
  books.changed();
  return { result: shown(rule) };
}

function change({ books, zone, at, body }: Call) {
  const rule = found(zone, at.rule);
  Object.assign(rule, ruleOf(books, zone, body, rule.id));
  books.changed();
  return { result: shown(rule) };
}

function ruleOf(books: Books, zone: ZoneState, body: Json, own?: string): Omit<MailRule, 'id'> {
  const matchers = body.matchers as MailRule['matchers'] | undefined;
  const [matcher] = matchers ?? [];
  if (matchers?.length !== 1 || matcher?.type !== 'literal' || matcher.field !== 'to' || typeof matcher.value !== 'string')
    throw new Refusal(400, 2004, 'Invalid rule matchers');
  const value = matcher.value.toLowerCase();
  if (!value.endsWith(`@${zone.name}`)) throw new Refusal(400, 2005, `The address ${value} does not belong to ${zone.name}`);
  if (zone.mail.rules.some((one) => one.id !== own && one.matchers[0]?.value === value))
    throw new Refusal(409, 2014, 'Duplicated Zone rule');
  return {
    name: String(body.name ?? ''),
    enabled: body.enabled !== false,
    priority: Number.isInteger(body.priority) ? Number(body.priority) : 0,
    matchers: [{ type: 'literal', field: 'to', value }],
    actions: actionsOf(books, zone, body),
  };
}

function actionsOf(books: Books, zone: ZoneState, { actions }: Json): MailRule['actions'] {
  const [action] = (actions ?? []) as MailRule['actions'];
  if (!action || (actions as unknown[]).length !== 1) throw new Refusal(400, 2006, 'Invalid rule actions');
  if (action.type === 'drop') return [{ type: 'drop' }];
  const to = (action.value ?? []).map((address) => String(address).toLowerCase());
  if (action.type !== 'forward' || to.length !== 1) throw new Refusal(400, 2006, 'Invalid rule actions');
  const known = books.state.destinations.some(({ email, accountId }) => email === to[0] && accountId === zone.accountId);
  if (!known) throw new Refusal(400, 2054, `The destination address ${to[0]} is not in the account`);
  return [{ type: 'forward', value: to }];
}

function changeCatchAll({ books, zone, body }: Call) {
  const [matcher] = (body.matchers ?? []) as MailRule['matchers'];
  if (matcher?.type !== 'all') throw new Refusal(400, 2004, 'Invalid rule matchers');
  const actions = actionsOf(books, zone, body);
  Object.assign(zone.mail.catchAll, { name: String(body.name ?? ''), enabled: body.enabled !== false, actions });
  books.changed();
  return { result: shownCatchAll(zone.mail.catchAll) };
}

function found({ mail }: ZoneState, id: string | undefined): MailRule {
  const rule = mail.rules.find((one) => one.id === id);
  if (rule) return rule;
  throw new Refusal(404, 2003, 'Rule not found');
}

function shownCatchAll(rule: MailRule): Json {
  const { priority: _priority, ...about } = shown(rule);
  return about;
}

function shown({ id, name, enabled, priority, matchers, actions }: MailRule): Json {
  return { id, tag: id, name, enabled, priority, matchers, actions };
}
