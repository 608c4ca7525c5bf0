import { expect, test } from 'vitest';
import { readKeys, type PressedKey } from './read-keys.ts';

test('keys are told apart as the terminal sends them', () => {
  const nothing: PressedKey = {
    upArrow: false,
    downArrow: false,
    leftArrow: false,
    rightArrow: false,
    pageDown: false,
    pageUp: false,
    home: false,
    end: false,
    return: false,
    escape: false,
    ctrl: false,
    meta: false,
    tab: false,
    backspace: false,
    delete: false,
  };
  expect(readKeys('', { ...nothing, pageDown: true })).toEqual(['pgdn']);
  expect(readKeys('d', { ...nothing, ctrl: true })).toEqual(['ctrl-d']);
  expect(readKeys(' ', nothing)).toEqual(['space']);
  expect(readKeys('jj/é\r', nothing)).toEqual(['j', 'j', '/', 'é', 'enter']);
  expect(readKeys('x', { ...nothing, meta: true })).toEqual([]);
});
