import { describe, expect, test } from 'vitest';
import type { Settings } from '../api/answers.ts';
import { keepDraft, keptDraft } from './draft-store.ts';
import { type SettingField, settingFrom, settingGroups, wrongWith } from './setting-fields.ts';
import { draftOf, isChanged, rebase, shownValue, type } from './settings-draft.ts';

const guildId = '300000000000000001';

const saved = (settings: Settings, revision = 1) => ({ settings, revision });

describe('settings that two people change', () => {
  test('typing what stands there is no change, and taking it back is none', () => {
    const draft = draftOf(saved({ winners: 3 }));
    expect(isChanged(type(draft, 'winners', 3))).toBe(false);
    const typed = type(draft, 'winners', 5);
    expect([isChanged(typed), shownValue(typed, 'winners')]).toEqual([true, 5]);
    expect(isChanged(type(typed, 'winners', 3))).toBe(false);
    expect(shownValue(draft, 'nothing')).toBeNull();
  });

  test('what only they changed stays, and is told', () => {
    const mine = type(draftOf(saved({ winners: 1, channel: 'a' })), 'winners', 5);
    const laid = rebase(mine, saved({ winners: 1, channel: 'b', colour: 'red' }, 2));
    expect(laid.draft).toEqual({ saved: saved({ winners: 1, channel: 'b', colour: 'red' }, 2), typed: { winners: 5 } });
    expect(laid.conflicts).toEqual([]);
    expect(laid.changes).toEqual([
      { name: 'channel', before: 'a', now: 'b' },
      { name: 'colour', before: null, now: 'red' },
    ]);
  });

  test('what both changed is a conflict with both sides, and mine stays typed', () => {
    const mine = type(draftOf(saved({ winners: 1 })), 'winners', 5);
    const laid = rebase(mine, saved({ winners: 7 }, 2));
    expect(laid.conflicts).toEqual([{ name: 'winners', mine: 5, theirs: 7 }]);
    expect(laid.draft.typed).toEqual({ winners: 5 });
    expect(isChanged(type(laid.draft, 'winners', 7)), 'theirs was taken').toBe(false);
  });

  test('the same change by both is none', () => {
    const laid = rebase(type(draftOf(saved({ winners: 1 })), 'winners', 7), saved({ winners: 7 }, 2));
    expect([isChanged(laid.draft), laid.conflicts, laid.changes.map(({ name }) => name)]).toEqual([false, [], ['winners']]);
  });

  test('taking a setting away counts like any change', () => {
    const laid = rebase(type(draftOf(saved({ winners: 4 })), 'winners', null), saved({ winners: 9 }, 2));
    expect(laid.conflicts).toEqual([{ name: 'winners', mine: null, theirs: 9 }]);
  });
});

describe('what was typed when the login ended', () => {
  const storeOf = (entries: Record<string, string> = {}) => {
    const map = new Map(Object.entries(entries));
    return {
      map,
      getItem: (key: string) => map.get(key) ?? null,
      setItem: (key: string, value: string) => void map.set(key, value),
      removeItem: (key: string) => void map.delete(key),
    };
  };

  test('is there afterwards, laid over what was saved meanwhile', () => {
    const store = storeOf();
    keepDraft(guildId, type(draftOf(saved({ winners: 1 })), 'winners', 5), store);
    const found = keptDraft(guildId, saved({ winners: 2 }, 2), store);
    expect([found.draft.typed, found.conflicts]).toEqual([{ winners: 5 }, [{ name: 'winners', mine: 5, theirs: 2 }]]);
    expect(keptDraft('300000000000000002', saved({}), store).draft.typed).toEqual({});
  });

  test('is forgotten once it is saved', () => {
    const store = storeOf();
    keepDraft(guildId, type(draftOf(saved({})), 'winners', 5), store);
    keepDraft(guildId, draftOf(saved({ winners: 5 }, 2)), store);
    expect(store.map.size).toBe(0);
  });

  test.each(['not json', '{}', 'null', '{"typed":1}', '{"typed":{},"saved":{}}'])('is nothing where the store holds %s', (text) => {
    expect(keptDraft(guildId, saved({ winners: 1 }), storeOf({ [`draft-${guildId}`]: text })).draft).toEqual(
      draftOf(saved({ winners: 1 })),
    );
  });

  test('a browser that keeps nothing breaks nothing', () => {
    const refuse = () => {
      throw new Error('refused');
    };
    const store = { getItem: refuse, setItem: refuse, removeItem: refuse };
    expect(() => keepDraft(guildId, type(draftOf(saved({})), 'a', 1), store)).not.toThrow();
    expect(keptDraft(guildId, saved({}), store).draft.typed).toEqual({});
  });
});

describe('a field of the settings', () => {
  const all = settingGroups.flatMap(({ fields }) => fields);
  const field = (kind: SettingField['kind']) => all.find((one) => one.kind === kind) as SettingField;

  test.each(['0', '-1', '1.5', '1e3', 'many', '51'])('takes no "%s" for a count', (text) => {
    expect(wrongWith(field('count'), settingFrom(field('count'), text))).toBeDefined();
  });

  test('takes what is right, and nothing for "not set"', () => {
    expect(settingFrom(field('count'), ' 3 ')).toBe(3);
    for (const one of all) expect([settingFrom(one, '  '), wrongWith(one, null)]).toEqual([null, undefined]);
    expect(wrongWith(field('count'), 50)).toBeUndefined();
    expect([wrongWith(field('channel'), guildId), wrongWith(field('channel'), '#general')]).toEqual([
      undefined,
      'An id has 17 to 20 digits.',
    ]);
  });
});
