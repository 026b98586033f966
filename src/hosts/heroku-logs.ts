/** Lines of a build, and of what runs. https://devcenter.heroku.com/articles/logging#log-format Pure. */
import type { LogLine } from '../core/host.ts';

/** `2026-07-01T12:00:00.123456+00:00 app[worker.1]: bot ready` */
const line = /^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)) (\w+)\[([\w.-]+)\]: ?(.*)$/;

/** Of code and of the machine that runs it; `app[api]` tells who did what in the dashboard. @param until ISO 8601; undefined: now */
export function runLines(text: string, from: string, until: string | undefined): LogLine[] {
  return text.split('\n').flatMap((one) => {
    const [, stamp = '', source = '', dyno = '', said = ''] = line.exec(one.trimEnd()) ?? [];
    if (stamp === '' || (source === 'app' && dyno === 'api') || source === 'router') return [];
    const at = new Date(stamp).toISOString();
    if (at < from || (until !== undefined && at >= until)) return [];
    return [{ at, text: said, ...(/\b(error|crashed)\b/i.test(said) && source === 'heroku' ? { severity: 'error' as const } : {}) }];
  });
}

/** The output of a build carries no times. */
export function buildLines(text: string, at: string): LogLine[] {
  return text.split('\n').flatMap((one) => (one.trim() === '' ? [] : [{ at, text: one.trimEnd() }]));
}
