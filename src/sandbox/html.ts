/** Small HTML pages of the emulated vendors: no script, no outside resource, everything escaped. */
import type { Incoming, Outgoing } from '../ports/listen.ts';

/** Markup that is safe to put into a page. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | null | undefined | Html | readonly Html[];

/** Template tag: strings are escaped, `Html` is not. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((text, next, index) => text + markup(parts[index - 1]) + next));
}

function markup(part: Part): string {
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(markup).join('');
  return escaped(part === null || part === undefined ? '' : String(part));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

const style = `
:root{color-scheme:light dark;--ink:#1a1f36;--dim:#697386;--line:#e3e8ee;--paper:#fff;--back:#f6f8fa;--accent:#635bff}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9f0;--dim:#97a0b3;--line:#2b3347;--paper:#161b2a;--back:#0f1320;--accent:#8f88ff}}
*{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1rem}h1{font-size:1.4rem}h2{font-size:1.05rem;margin:0 0 .6rem}
section{background:var(--paper);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.2rem;margin:0 0 1rem;overflow-x:auto}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-top:1px solid var(--line);vertical-align:top}
th{color:var(--dim);font-weight:500;border:0}code{font:13px ui-monospace,monospace}small,.dim{color:var(--dim)}
button{font:inherit;padding:.35rem .8rem;border-radius:.4rem;border:1px solid var(--line);background:var(--back);color:inherit;cursor:pointer}
button.main{background:var(--accent);border-color:var(--accent);color:#fff}form{display:inline}
label{display:block;margin:.5rem 0}input[type=text],input[type=email],input[type=url]{font:inherit;width:100%;padding:.4rem .6rem;border:1px solid var(--line);border-radius:.4rem;background:var(--back);color:inherit}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}.bad{color:#c0123c}.narrow{max-width:26rem}`;

export function htmlPage(title: string, body: Html, status = 200): Outgoing {
  const text = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)}</title><style>${style}</style></head><body>${body.text}</body></html>`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...guards }, body: text };
}

const guards = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action *; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

export function redirect(to: string): Outgoing {
  return { status: 303, headers: { location: to, ...guards }, body: '' };
}

/** True when a form was sent from a page of this very server: another site must not press buttons here. */
export function isSameOrigin({ headers }: Incoming): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  const origin = headers.origin;
  if (origin === undefined || origin === 'null') return site === 'same-origin';
  return URL.canParse(origin) && new URL(origin).host === headers.host;
}

export const foreignForm: Outgoing = {
  status: 403,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'This form was not sent from this page. Open the page in a browser and press the button there.\n',
};
