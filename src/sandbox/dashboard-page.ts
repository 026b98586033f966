/** What dashboards of emulated vendors have in common: one page that shows what there is, with buttons for what only a person can do. */
import { OperatorError } from '../core/errors.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import { foreignForm, type Html, html, isSameOrigin, redirect } from './html.ts';

type Fields = Readonly<Record<string, string>>;

/**
 * Shows the page, or presses the button that was sent and shows it again.
 * @param press what it refuses (OperatorError) is told on the page
 */
export function answerPage(
  incoming: Incoming,
  press: (action: string, fields: Fields) => unknown,
  page: (problem: string) => Outgoing,
): Outgoing {
  if (incoming.method !== 'POST') return page('');
  if (!isSameOrigin(incoming)) return foreignForm;
  const { action = '', ...fields } = Object.fromEntries(new URLSearchParams(incoming.body));
  try {
    press(action, fields);
  } catch (error) {
    if (error instanceof OperatorError) return page(error.message);
    throw error;
  }
  return redirect(incoming.path);
}

export function row(name: string, value: string): Html {
  return html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`;
}

export function button(action: string, fields: Fields, label: string): Html {
  const hidden = Object.entries({ action, ...fields }).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  return html`<form method="post">${hidden}<button>${label}</button></form>`;
}
