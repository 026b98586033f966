/**
 * `k77 probe headers URL`: the security headers of a site, scored by the published rules of MDN's HTTP Observatory. Computed here: nobody else is told.
 */
import { type Exit, exits } from '../../core/errors.ts';
import { type HeaderTest, scoreHeaders } from '../../probes/headers/score.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { cut, pad, wrap } from '../text.ts';
import { addressOf, entry, withProbe } from './probe-web.ts';

type Options = GlobalOptions & { target?: string };

export async function run(options: Options, io: Io): Promise<Exit> {
  const url = addressOf(options.target, 'headers');
  const score = await withProbe(options, io, url, (about) =>
    // A port of its own serves one scheme, and nobody knows where the other one is.
    scoreHeaders(url, { ...about, ...(url.port === '' ? {} : { ports: { [url.protocol.slice(0, -1)]: Number(url.port) } }) }),
  );
  io.document(score);
  io.line();
  io.line(`  ${io.paint.accent(io.marks.ok)} ${score.final}   ${score.status}`);
  const rest = score.bonusCounts ? `${score.withoutBonus} before bonuses` : 'bonuses count from 90 on';
  io.line(`    grade ${io.paint.bold(score.grade)} ${io.marks.dot} ${score.score} points, ${rest}`);
  for (const line of entry(io, 'rules', score.rules)) io.line(line);
  io.line();
  for (const test of score.tests) for (const line of testLines(io, test, score.bonusCounts)) io.line(line);
  return exits.proven;
}

function testLines(io: Io, { test, modifier, pass, saw, reason }: HeaderTest, bonusCounts: boolean): string[] {
  const points = modifier > 0 ? (bonusCounts ? `+${modifier}` : `(+${modifier})`) : `${modifier}`;
  const head = `${pass ? io.marks.ok : io.paint.bad(io.marks.bad)} ${pad(test, 29)} ${points.padStart(5)}   `;
  const told = pass ? reason : `${reason}; saw ${cut(saw, 160, io.marks.more)}`;
  const indent = io.width < 80 ? 4 : 42;
  const lines = wrap(told, io.width - indent).map((line, at) => (at === 0 && indent > 4 ? line : ' '.repeat(indent) + line));
  return indent > 4 ? [`  ${head}${lines[0]}`, ...lines.slice(1)] : [`  ${head}`.trimEnd(), ...lines];
}
