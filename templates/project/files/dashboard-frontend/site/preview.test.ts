import { describe, expect, test } from 'vitest';
import { mayEnter, previewKeys } from './preview.ts';

const keys = { user: 'guest', password: 'a:b: pässword' };
const basic = (text: string): string => `Basic ${Buffer.from(text, 'utf8').toString('base64')}`;

describe('the door of previews', () => {
  test('opens to the right name and password, with colons in it and letters beyond ASCII', () => {
    expect(mayEnter(basic('guest:a:b: pässword'), keys)).toBe(true);
    expect(mayEnter(basic('guest:a:b: pässword').replace('Basic', 'basic'), keys)).toBe(true);
  });

  test.each([
    ['nothing', null],
    ['an empty header', ''],
    ['no credential', 'Basic'],
    ['what is no base64', 'Basic %%%'],
    ['no colon', basic('guest')],
    ['another password', basic('guest:a:b')],
    ['a longer password', basic(`guest:${keys.password}x`)],
    ['another name', basic(`Guest:${keys.password}`)],
    ['another scheme', basic(`guest:${keys.password}`).replace('Basic', 'Bearer')],
  ])('stays shut to %s', (_what, header) => {
    expect(mayEnter(header, keys)).toBe(false);
  });

  test('is not there without keys, and shut for good with one of them', () => {
    expect(previewKeys({})).toBeUndefined();
    expect(previewKeys({ PREVIEW_USER: '', PREVIEW_PASSWORD: '' })).toBeUndefined();
    expect(previewKeys({ PREVIEW_USER: 'a' })).toBe('incomplete');
    expect(previewKeys({ PREVIEW_PASSWORD: 'b' })).toBe('incomplete');
    expect(previewKeys({ PREVIEW_USER: 'a', PREVIEW_PASSWORD: 'b' })).toEqual({ user: 'a', password: 'b' });
  });
});
