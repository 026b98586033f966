import { describe, expect, test } from 'vitest';
import { canManage, isSnowflake } from './permissions.ts';
import { PremiumRequired, requirePremium } from './premium-gate.ts';

describe('who may manage a server', () => {
  test.each([
    ['the owner', { owner: true, permissions: '0' }, true],
    ['MANAGE_GUILD', { permissions: '32' }, true],
    ['ADMINISTRATOR', { permissions: '8' }, true],
    ['both among bits beyond 53', { permissions: String((1n << 60n) | 32n) }, true],
    ['everything but these two', { permissions: String(~(8n | 32n) & ((1n << 60n) - 1n)) }, false],
    ['what is no number', { permissions: 'admin' }, false],
  ])('%s', (_who, membership, may) => {
    expect(canManage(membership)).toBe(may);
  });
});

test('ids of Discord are 17 to 20 digits', () => {
  expect(['12345678901234567', '12345678901234567890'].every(isSnowflake)).toBe(true);
  expect(['1234567890123456', '123456789012345678901', '1234567890123456x', ''].some(isSnowflake)).toBe(false);
});

test('the premium gate lets in who has it and names the server of who has not', async () => {
  const reader = { of: async (guildId: string) => ({ active: guildId === '1', reason: 'active' as const }) };
  await expect(requirePremium(reader, '1')).resolves.toMatchObject({ active: true });
  await expect(requirePremium(reader, '2')).rejects.toEqual(new PremiumRequired('2'));
});
