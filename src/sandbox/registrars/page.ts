/** The pages of an emulated registrar: the domains of the account, and buttons for what a person does with them. */
import { OperatorError } from '../../core/errors.ts';
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { foreignForm, type Html, html, htmlPage, isSameOrigin, redirect } from '../html.ts';
import { type HeldDomain, perform, type RegistrarBooks } from './books.ts';

interface About {
  title: string;
  nameservers: readonly string[];
}

export function answerPage(books: RegistrarBooks, incoming: Incoming, about: About): Outgoing {
  if (incoming.method !== 'POST') return page(books, about, '');
  if (!isSameOrigin(incoming)) return foreignForm;
  const { action = '', ...fields } = Object.fromEntries(new URLSearchParams(incoming.body));
  try {
    perform(books, action, fields, about.nameservers);
  } catch (error) {
    if (error instanceof OperatorError) return page(books, about, error.message);
    throw error;
  }
  return redirect(incoming.path);
}

function page(books: RegistrarBooks, { title }: About, problem: string): Outgoing {
  const body = html`<main>
    <h1>${title} <small>domains</small></h1>
    <p class="dim">An emulator on this machine.</p>
    ${problem ? html`<section class="bad" role="alert">${problem}</section>` : html``}
    ${books.state.domains.map(card)}
    <section><h2>Buy a domain</h2>${form('buy', {}, html`<input name="domain" aria-label="Domain" placeholder="kingdom77.test">`, 'Buy')}</section>
  </main>`;
  return htmlPage(`${title} · domains`, body, problem ? 400 : 200);
}

function card({ domain, expires, autoRenew, privacy, locked, nameservers, signers }: HeldDomain): Html {
  const onOff = (value: boolean): string => (value ? 'on' : 'off');
  return html`<section><h2>${domain}</h2><table>
    <tr><th scope="row">Expires</th><td>${expires.slice(0, 10)}</td></tr>
    <tr><th scope="row">Auto-renew · privacy · lock</th><td>${onOff(autoRenew)} · ${onOff(privacy)} · ${onOff(locked)}</td></tr>
    <tr><th scope="row">Name servers</th><td>${nameservers.join(', ')}</td></tr>
    <tr><th scope="row">DNSSEC</th><td>${signers.map((one) => `${one.keyTag} ${one.algorithm} ${one.digestType} ${one.digest}`).join('; ') || 'off'}</td></tr>
    </table>
    ${form('nameservers', { domain }, html`<input name="servers" aria-label="Name servers" value="${nameservers.join(' ')}">`, 'Set name servers')}
    ${form('signer', { domain }, html`<input name="signer" aria-label="DS record" placeholder="tag algorithm type digest">`, 'Set DS record')}
    ${form('protect', { domain }, html``, 'Renew, lock and keep private')}</section>`;
}

function form(action: string, fields: Readonly<Record<string, string>>, inside: Html, label: string): Html {
  const hidden = Object.entries({ action, ...fields }).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  return html`<form method="post">${hidden}${inside} <button>${label}</button></form>`;
}
