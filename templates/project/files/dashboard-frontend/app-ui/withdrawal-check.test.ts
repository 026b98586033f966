import { describe, expect, test } from 'vitest';
import { contractIn, firstWrong, withServer, wrongIn } from './withdrawal-check.ts';

const guildId = '300000000000000001';

describe('a declaration of withdrawal', () => {
  const right = { name: 'Alice', contact: 'alice@example.org', contract: 'Premium for Castle' };

  test('names everything that is missing, and the first of it gets the focus', () => {
    expect(wrongIn(right)).toEqual({});
    expect(Object.keys(wrongIn({ name: ' ', contact: 'alice', contract: '' })).sort()).toEqual(['contact', 'contract', 'name']);
    expect(firstWrong({ ...right, contact: 'alice' })).toBe('contact');
    expect(firstWrong({ name: '', contact: '', contract: '' })).toBe('contract');
  });

  test('takes the server from the address only while the words are those that came with it', () => {
    const named = contractIn(`?server=${guildId}&contract=Premium+for+Castle`);
    expect(withServer(right, named)).toEqual({ ...right, guildId });
    expect(withServer({ ...right, contract: 'Premium for Village' }, named)).not.toHaveProperty('guildId');
    expect(contractIn('?server=1&contract=x')).toEqual({ contract: 'x' });
    expect(contractIn('')).toEqual({ contract: '' });
  });
});
