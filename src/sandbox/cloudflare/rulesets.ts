/** Rules of a phase, such as Configuration Rules: the whole list is read and written at once. */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import type { Json, RuleState, RulesetState, ZoneState } from './model.ts';
import { Refusal } from './refusal.ts';

/** Phases that the free plan has, and the actions of each; how many rules: https://developers.cloudflare.com/rules/configuration-rules/ */
const phases: Readonly<Record<string, { actions: readonly string[]; most: number }>> = {
  http_config_settings: { actions: ['set_config'], most: 10 },
  http_request_dynamic_redirect: { actions: ['redirect'], most: 10 },
  http_request_firewall_custom: { actions: ['block', 'managed_challenge', 'js_challenge', 'skip'], most: 5 },
  http_request_cache_settings: { actions: ['set_cache_settings'], most: 10 },
  http_request_transform: { actions: ['rewrite'], most: 10 },
  http_response_headers_transform: { actions: ['rewrite'], most: 10 },
};
const entrypoint = '/zones/:zone/rulesets/phases/:phase/entrypoint';

export const rulesetRoutes: readonly Route[] = [
  { method: 'GET', path: entrypoint, permission: 'config-rules:read', run: read },
  { method: 'PUT', path: entrypoint, permission: 'config-rules:edit', run: write },
  {
    method: 'GET',
    path: '/zones/:zone/rulesets',
    permission: 'config-rules:read',
    run: ({ zone }) => ({
      result: Object.entries(zone.rulesets).map(([phase, ruleset]) => {
        const { rules: _rules, ...about } = shown(phase, ruleset);
        return about;
      }),
    }),
  },
];

function read({ zone, at }: Call) {
  const phase = phaseAt(at.phase);
  const ruleset = zone.rulesets[phase];
  if (!ruleset) throw new Refusal(404, 10003, `could not find entrypoint ruleset in the ${phase} phase`);
  return { result: shown(phase, ruleset) };
}

function write({ books, zone, at, body }: Call) {
  const phase = phaseAt(at.phase);
  if (!Array.isArray(body.rules)) throw new Refusal(400, 20127, "'rules' is required");
  const ruleset = put(books, zone, phase, body.rules as Json[], body);
  return { result: shown(phase, ruleset) };
}

/** Replaces all rules of a phase; a rule keeps its id where the body names it. */
export function put(books: Books, zone: ZoneState, phase: string, rules: readonly Json[], about: Json = {}): RulesetState {
  const before = zone.rulesets[phase];
  const { most } = phases[phase] ?? { most: 0 };
  if (rules.length > most)
    throw new Refusal(400, 20217, `exceeded maximum number of rules in the phase ${phase}: ${rules.length} out of ${most}`);
  const made = rules.map((rule) => ruleOf(books, phase, rule, before));
  const ruleset: RulesetState = {
    id: before?.id ?? books.id(),
    name: String(about.name ?? before?.name ?? 'default'),
    description: String(about.description ?? before?.description ?? ''),
    version: (before?.version ?? 0) + 1,
    updated: books.now(),
    rules: made,
  };
  zone.rulesets[phase] = ruleset;
  books.changed();
  return ruleset;
}

function ruleOf(books: Books, phase: string, rule: Json, before: RulesetState | undefined): RuleState {
  const { action, expression, id, ref } = rule;
  if (!phases[phase]?.actions.includes(String(action)))
    throw new Refusal(400, 20119, `the action ${String(action)} is not allowed in the phase ${phase}`);
  if (typeof expression !== 'string' || expression === '') throw new Refusal(400, 20127, "'expression' is required");
  if (!isBalanced(expression)) throw new Refusal(400, 20127, `filter parsing error: ${expression}`);
  const old = before?.rules.find((one) => (id !== undefined && one.id === id) || (ref !== undefined && one.ref === ref));
  if (id !== undefined && !old) throw new Refusal(400, 20120, `could not find rule ${String(id)}`);
  const own = old?.id ?? books.id();
  const kept = Object.fromEntries(Object.entries(rule).filter(([name]) => !['last_updated', 'version'].includes(name)));
  const same =
    old && JSON.stringify({ ...old, version: '', last_updated: '' }) === JSON.stringify({ ...old, ...kept, version: '', last_updated: '' });
  const version = old ? String(Number(old.version) + (same ? 0 : 1)) : '1';
  return { description: '', enabled: true, ...kept, id: own, ref: String(ref ?? old?.ref ?? own), version, last_updated: books.now() };
}

/** Quotes and brackets in pairs: all that is understood of the language of filters, besides what `hostsOf` reads. */
function isBalanced(expression: string): boolean {
  const bare = expression.replace(/"(?:\\.|[^"\\])*"/g, '');
  const count = (mark: string): number => bare.split(mark).length - 1;
  return !bare.includes('"') && count('(') === count(')') && count('{') === count('}');
}

/** Hosts that a filter is about; undefined: all. */
export function hostsOf(expression: string): readonly string[] | undefined {
  const bare = expression.replace(/^\(+|\)+$/g, '').trim();
  if (bare === 'true') return undefined;
  const one = [...bare.matchAll(/http\.host\s+(?:eq|==)\s+"([^"]+)"/g)].map(([, host]) => host ?? '');
  const many = [...bare.matchAll(/http\.host\s+in\s+\{([^}]*)\}/g)].flatMap(([, list]) =>
    [...(list ?? '').matchAll(/"([^"]+)"/g)].map(([, host]) => host ?? ''),
  );
  return [...one, ...many];
}

function phaseAt(phase: string | undefined): string {
  if (phase !== undefined && Object.hasOwn(phases, phase)) return phase;
  throw new Refusal(400, 10004, `unknown phase ${phase}`);
}

function shown(phase: string, { id, name, description, version, updated, rules }: RulesetState): Json {
  return { id, name, description, kind: 'zone', version: String(version), last_updated: updated, phase, rules };
}
