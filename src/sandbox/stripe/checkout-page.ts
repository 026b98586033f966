/** The page on which a customer pays a checkout session: any test card, one button to pay, one that a bank declines. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { foreignForm, html, htmlPage, isSameOrigin, redirect } from '../html.ts';
import { cardByNumber, testCards } from './cards.ts';
import { pay } from './checkout-pay.ts';
import type { Customer } from './model.ts';
import type { Session, SessionLine } from './new-session.ts';
import { Refusal } from './refusal.ts';
import { itself, type Space } from './space.ts';
import type { Books } from './state.ts';

/** `/c/pay/cs_test_…`: shows the page, or takes the payment. */
export function answerCheckout(books: Books, incoming: Incoming): Outgoing {
  const id = incoming.path.split('/')[3];
  for (const space of books.spaces) {
    const session = space.find<Session>(id, 'checkout.session');
    if (!session) continue;
    if (incoming.method !== 'POST') return show(space, session, '');
    return isSameOrigin(incoming) ? press(space, session, new URLSearchParams(incoming.body)) : foreignForm;
  }
  return htmlPage(
    'Not found',
    html`<main class="narrow"><h1>This page does not exist</h1><p>The checkout session is unknown.</p></main>`,
    404,
  );
}

function press(space: Space, session: Session, form: URLSearchParams): Outgoing {
  const declines = form.get('action') === 'decline';
  const card = declines ? testCards.chargeDeclined : cardByNumber(form.get('card') ?? '');
  if (!card) return show(space, session, 'Your card number is invalid. Use a test card.');
  space.cause = itself;
  try {
    pay(space, session, { card, email: form.get('email') ?? '', name: form.get('name') ?? '', agreed: form.get('terms') === 'on' });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return show(space, session, error.message);
  }
  return redirect((session.success_url ?? '').replaceAll('{CHECKOUT_SESSION_ID}', session.id));
}

function show(space: Space, session: Session, problem: string): Outgoing {
  if (session.status !== 'open') {
    const text = session.status === 'complete' ? 'You have already paid.' : 'This page has expired.';
    return htmlPage(
      'Checkout',
      html`<main class="narrow"><section><h1>${text}</h1></section></main>`,
      session.status === 'complete' ? 200 : 410,
    );
  }
  const lines = space.all<SessionLine>('item').filter((line) => line.$session === session.id);
  const known = space.find<Customer>(session.customer, 'customer');
  const email = known?.email ?? session.customer_email ?? '';
  const terms = session.consent_collection?.terms_of_service === 'required';
  return htmlPage(
    'Checkout',
    html`<main class="narrow"><section>
      <small>k77 sandbox · nothing is charged</small>
      <h1>${money(session.amount_total, session.currency)}</h1>
      <table>${lines.map((line) => html`<tr><td>${String(line.description)} × ${line.quantity}</td><td>${money(Number(line.amount_total), session.currency)}${line.price.recurring ? ` per ${line.price.recurring.interval}` : ''}</td></tr>`)}</table>
      <form method="post">
        ${problem ? html`<p class="bad" role="alert">${problem}</p>` : html``}
        <label>E-mail <input type="email" name="email" value="${email || 'buyer@kingdom77.test'}" required></label>
        <label>Card number <input type="text" name="card" inputmode="numeric" value="4242 4242 4242 4242" required></label>
        <label>Name on card <input type="text" name="name" value="Jenny Rosen"></label>
        ${terms ? html`<label><input type="checkbox" name="terms"> I agree to the terms of service</label>` : html``}
        <p><button class="main" name="action" value="pay">${session.mode === 'subscription' ? 'Subscribe' : 'Pay'}</button>
        <button name="action" value="decline">Have the card declined</button></p>
      </form>
      ${session.cancel_url ? html`<p><a href="${session.cancel_url}">Back without paying</a></p>` : html``}
    </section></main>`,
    problem ? 402 : 200,
  );
}

export function money(amount: number, currency: string): string {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(amount / 100);
}
