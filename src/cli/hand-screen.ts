/**
 * The by-hand screen: waits at the keyboard while k77 reads the vendor, and ends by itself when the step is done.
 */
import { createPrompt, isEnterKey, useEffect, useKeypress, useState } from '@inquirer/core';
import type { Look } from './io.ts';
import { cut, lasted } from './text.ts';

export interface HandScreen {
  look: Look;
  /** What Enter does: `I have done it`, or `k77 does it`. */
  enter: string;
  /** Reads the vendor: what is still not true; undefined when the step is done. Absent when no API shows it. */
  missing?: () => Promise<string | undefined>;
  /** Milliseconds that only go forward. */
  tick(): number;
}

/** `enter`: the person says so · `seen`: k77 saw it · `left`: left open. */
export type HandAnswer = 'enter' | 'seen' | 'left';

const pauseMs = 2000;

export const handScreen = createPrompt<HandAnswer, HandScreen>((config, done) => {
  const { paint, marks, width } = config.look;
  const [status, setStatus] = useState<string>('');
  const [answer, setAnswer] = useState<HandAnswer | undefined>(undefined);
  const finish = (how: HandAnswer): void => {
    setAnswer(how);
    done(how);
  };
  useEffect(() => watch(config, setStatus, () => finish('seen')), []);
  useKeypress((key) => {
    if (answer !== undefined) return;
    if (isEnterKey(key)) finish('enter');
    if (key.name === 's') finish('left');
  });
  return [
    `  ${paint.accent(marks.next)} Enter = ${config.enter} ${marks.dot} s = leave it open`,
    status === '' ? '' : `    ${paint.dim(cut(status, width - 4, marks.more))}`,
  ];
});

/** Polls until the step is done; returns what stops it. A failed look is said and tried again: the person may still be at work. */
function watch(config: HandScreen, say: (text: string) => void, seen: () => void): () => void {
  const { missing } = config;
  if (!missing) return () => {};
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const since = config.tick();
  const look = async (): Promise<void> => {
    const still = await missing().catch(() => 'the vendor could not be asked');
    if (stopped) return;
    if (still === undefined) return seen();
    const waited = config.tick() - since;
    say(`waiting${waited < 60_000 ? '' : ` for ${lasted(waited)}`}: still missing ${still}`);
    timer = setTimeout(() => void look(), pauseMs);
  };
  void look();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
