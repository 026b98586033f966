/** The emulated Stripe dashboard: one page per mode that shows what is there and has buttons for what only a person can do. */

import { OperatorError } from '../../core/errors.ts';
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { foreignForm, type Html, html, htmlPage, isSameOrigin, redirect } from '../html.ts';
import type { Business } from './account.ts';
import { accountOf } from './account.ts';
import { money } from './checkout-page.ts';
import { hiddenSettings, perform } from './desk.ts';
import type { Dispute } from './disputes.ts';
import type { Charge, Customer, Subscription } from './model.ts';
import type { Product } from './new-product.ts';
import type { Price } from './prices.ts';
import { Refusal } from './refusal.ts';
import type { Space, Thing } from './space.ts';
import type { Books } from './state.ts';
import type { WebhookEndpoint } from './webhooks.ts';

export function answerDashboard(books: Books, incoming: Incoming): Outgoing {
  const live = incoming.path === '/dashboard/live';
  const space = books.spaceOf({ account: books.main, livemode: live });
  if (!space) return { status: 404, body: '' };
  if (incoming.method !== 'POST') return page(space, '');
  if (!isSameOrigin(incoming)) return foreignForm;
  const { action = '', ...fields } = Object.fromEntries(new URLSearchParams(incoming.body));
  try {
    perform(books, action, { ...fields, mode: live ? 'live' : 'test' });
  } catch (error) {
    if (error instanceof OperatorError || error instanceof Refusal) return page(space, error.message);
    throw error;
  }
  return redirect(incoming.path);
}

function page(space: Space, problem: string): Outgoing {
  const business = space.must<Business>('business', 'business');
  const mode = space.livemode ? 'live' : 'test';
  const body = html`<main>
    <h1>Stripe · ${business.name ?? 'New business'} <small><code>${space.data.account}</code> · ${mode} mode</small></h1>
    <p class="dim">An emulator on this machine. ${space.livemode ? html`<a href="/dashboard">Test mode</a>` : html`<a href="/dashboard/live">Live mode</a>`}</p>
    ${problem ? html`<section class="bad" role="alert">${problem}</section>` : html``}
    ${account(space, business)}${catalogue(space)}${webhooks(space)}${customers(space)}${payments(space)}${settings(business)}${events(space)}
  </main>`;
  return htmlPage(`Stripe · ${mode} mode`, body, problem ? 400 : 200);
}

function account(space: Space, business: Business): Html {
  const { requirements } = accountOf(space) as unknown as { requirements: { currently_due: string[] } };
  const field = (name: string, label: string, value: string) =>
    html`<label>${label} <input type="text" name="${name}" value="${value}"></label>`;
  if (business.activated)
    return html`<section><h2>Account</h2><p>Activated: charges and payouts are on. ${button('deactivate', {}, 'Stripe asks for more')}</p>
      <form method="post"><input type="hidden" name="action" value="public-details">
      ${field('url', 'Website', business.url ?? '')}${field('supportEmail', 'Support e-mail', business.support_email ?? '')}
      ${field('supportUrl', 'Support website', business.support_url ?? '')}<button>Save public details</button></form></section>`;
  return html`<section><h2>Account</h2><p>Not activated. Stripe wants: ${requirements.currently_due.join(', ')}</p>
    <form method="post"><input type="hidden" name="action" value="activate">
    ${field('name', 'Business name', 'Kingdom-77')}${field('url', 'Website', 'https://kingdom77.test')}${field('support_email', 'Support e-mail', 'support@kingdom77.test')}
    ${field('terms_url', 'Terms of service', 'https://kingdom77.test/terms')}<button class="main">Activate</button></form></section>`;
}

function catalogue(space: Space): Html {
  const rows = space.all<Product>('product').map((product) => {
    const prices = space.all<Price>('price').filter((price) => price.product === product.id);
    const list = prices.map(
      (price) => html`<div>${money(price.unit_amount ?? 0, price.currency)}${price.recurring ? ` / ${price.recurring.interval}` : ''}
        <small>${price.lookup_key ?? ''} <code>${price.id}</code> ${price.active ? '' : 'archived'}</small> ${toggle('price', price)}</div>`,
    );
    return html`<tr><td>${product.name}<br><code>${product.id}</code></td><td>${list}</td><td>${toggle('product', product)}</td></tr>`;
  });
  return table('Products', ['Product', 'Prices', ''], rows);
}

function toggle(object: string, thing: { id: string; active: boolean }): Html {
  return button('archive', { object, id: thing.id, active: String(!thing.active) }, thing.active ? 'Archive' : 'Restore');
}

function webhooks(space: Space): Html {
  const rows = space.all<WebhookEndpoint>('webhook_endpoint').map((endpoint) => {
    const waiting = space.data.deliveries.filter((delivery) => delivery.endpoint === endpoint.id).length;
    const other = endpoint.status === 'enabled' ? 'disabled' : 'enabled';
    return html`<tr><td>${endpoint.url}<br><code>${endpoint.id}</code></td><td>${endpoint.enabled_events.length} events · ${String(endpoint.api_version ?? 'default')}</td>
      <td>${endpoint.status}, ${waiting} waiting</td><td>${button('switch-webhook', { id: endpoint.id, status: other }, other === 'enabled' ? 'Enable' : 'Disable')} ${button('remove-webhook', { id: endpoint.id }, 'Delete')}</td></tr>`;
  });
  return table('Webhooks', ['Endpoint', 'Listens to', 'State', ''], rows);
}

function customers(space: Space): Html {
  const rows = space.all<Subscription>('subscription').map((subscription) => {
    const customer = space.find<Customer>(subscription.customer);
    const names = subscription.items.data.map(({ price }) => money(price.unit_amount ?? 0, price.currency)).join(' + ');
    const ended = subscription.status === 'canceled';
    return html`<tr><td>${String(customer?.email ?? subscription.customer)}</td><td>${names}<br><code>${subscription.id}</code></td>
      <td>${subscription.status}${subscription.cancel_at_period_end ? ', ends with its period' : ''}</td><td>${ended ? html`` : button('cancel-subscription', { id: subscription.id }, 'Cancel now')}</td></tr>`;
  });
  return table('Subscriptions', ['Customer', 'Price', 'State', ''], rows);
}

function payments(space: Space): Html {
  const disputes = space.all<Dispute>('dispute');
  const rows = space
    .all<Charge>('charge')
    .slice(-20)
    .reverse()
    .map((charge) => {
      const dispute = disputes.find((one) => one.charge === charge.id);
      const open = dispute && dispute.status !== 'won' && dispute.status !== 'lost';
      const buttons = open
        ? html`${button('close-dispute', { id: dispute.id, status: 'won' }, 'Won')} ${button('close-dispute', { id: dispute.id, status: 'lost' }, 'Lost')}`
        : charge.status === 'succeeded' && !dispute
          ? button('dispute', { id: charge.id }, 'Dispute')
          : html``; // prettier-ignore
      const refunded = charge.amount_refunded ? `, ${money(charge.amount_refunded, charge.currency)} refunded` : '';
      return html`<tr><td>${money(charge.amount, charge.currency)}<br><code>${charge.id}</code></td><td>${charge.status}${refunded}${dispute ? `, dispute ${dispute.status}` : ''}</td><td>${buttons}</td></tr>`;
    });
  return table('Payments', ['Charge', 'State', ''], rows);
}

function settings(business: Business): Html {
  const rows = Object.values(hiddenSettings)
    .flat()
    .map((name) => {
      const on = business.settings[name] === true;
      return html`<tr><td>${name.replaceAll('_', ' ')}</td><td>${on ? 'on' : 'off'}</td><td>${button('setting', { name, value: on ? 'off' : 'on' }, on ? 'Switch off' : 'Switch on')}</td></tr>`;
    });
  return table('E-mails and alerts (no API shows these)', ['Setting', 'State', ''], rows);
}

function events(space: Space): Html {
  const rows = space
    .all<Thing>('event')
    .slice(-25)
    .reverse()
    .map(
      (event) => html`<tr><td>${String(event.type)}</td><td><code>${event.id}</code></td>
    <td>${Number(event.pending_webhooks) > 0 ? `${event.pending_webhooks} waiting` : 'delivered'}</td><td>${button('resend', { id: event.id }, 'Send again')}</td></tr>`,
    ); // prettier-ignore
  return table('Recent events', ['Type', 'Id', 'Webhooks', ''], rows);
}

function table(title: string, heads: readonly string[], rows: readonly Html[]): Html {
  if (rows.length === 0) return html`<section><h2>${title}</h2><p class="dim">None.</p></section>`;
  return html`<section><h2>${title}</h2><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></section>`;
}

function button(action: string, fields: Readonly<Record<string, string>>, label: string): Html {
  const hidden = Object.entries({ action, ...fields }).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  return html`<form method="post">${hidden}<button>${label}</button></form>`;
}
