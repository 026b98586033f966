/** What stands on the pages behind the login, as the server would write it: words, roles, and what must not be there. */
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import type { OwnSubscription, Plans, RefundOffer, Server, ServerPremium } from '../api/answers.ts';
import { ApiFailure, type FailureKind } from '../api/failure.ts';
import { Account, Who } from './account.tsx';
import { DataCopy } from './account-copy.tsx';
import { Deletion, DeletionScheduled } from './account-deletion.tsx';
import { latestOfEach, Subscriptions } from './billing.tsx';
import { Invoices } from './billing-invoices.tsx';
import { Refunds } from './billing-refunds.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { OwnerDesk, Refund, Withdrawal } from './owner-desk.tsx';
import { PaymentSuccess, PurchaseView } from './payment-success.tsx';
import type { Shown } from './purchase-state.ts';
import { Ask } from './refund-form.tsx';
import { ServerList, Servers } from './server-list.tsx';
import { ServerOffer } from './server-offer.tsx';
import { Has, Off, ServerPremium as PremiumPage, Stuck } from './server-premium.tsx';
import { NoBot, ServerSettings } from './server-settings.tsx';
import { OthersSaved } from './settings-others.tsx';
import { Receipt, WithdrawalForm } from './withdrawal-form.tsx';

const nothing = () => undefined;
const id = '300000000000000001';
const evil = '<script>alert(1)</script>';
const markup = (element: ReactElement) => renderToStaticMarkup(element);
/** Without tags, as it is read. */
const text = (element: ReactElement) =>
  markup(element)
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');

const server = (change: Partial<Server> = {}): Server => ({
  id,
  name: 'Castle',
  icon: null,
  owner: true,
  bot: true,
  premium: false,
  invite: null,
  ...change,
});
const own = (change: Partial<OwnSubscription> = {}): OwnSubscription => ({
  guildId: id,
  guildName: 'Castle',
  plan: 'monthly',
  status: 'active',
  currentPeriodEnd: '2026-07-01T00:00:00.000Z',
  cancelAtPeriodEnd: false,
  mine: true,
  live: true,
  premium: { active: true, reason: 'active', until: null, source: 'stripe' },
  ...change,
});
const plans: Plans = {
  currency: 'usd',
  plans: [
    { plan: 'monthly', amount: 999 },
    { plan: 'yearly', amount: 9999 },
  ],
  enabled: true,
  publishableKey: 'pk_test_x',
  discordSkuId: null,
  refunds: { fullDays: 7, partialDays: 14, partialPercent: 50, euWithdrawalDays: 14 },
};
const state = (change: Partial<ServerPremium> = {}): ServerPremium => ({
  premium: { active: true, reason: 'active', until: null, source: 'stripe' },
  subscription: own(),
  ...change,
});
const failure = (kind: FailureKind, retryAfterSeconds?: number) =>
  new ApiFailure({ kind, code: 'x', detail: 'In words.', requestId: 'req-1', retryAfterSeconds });

describe('before the API has answered', () => {
  test.each([
    ['servers', <ServerList key="a" />],
    ['settings', <ServerSettings key="b" id={id} />],
    ['premium', <PremiumPage key="c" id={id} refunds={[]} europe application="1" />],
    ['account', <Account key="d" kept={[]} days={30} />],
    ['owner', <OwnerDesk key="e" />],
    ['payment', <PaymentSuccess key="f" session="cs_test_1" support="billing@own.test" />],
    ['payment without its number', <PaymentSuccess key="g" session={undefined} support="billing@own.test" />],
  ])('%s: one heading, and something that says that it is loading', (_name, page) => {
    const html = markup(page);
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html).toMatch(/role="status"/);
  });
});

describe('the list of servers', () => {
  test('leads to settings and Premium where the bot is, and to the invitation where not', () => {
    const invite = 'https://discord.com/oauth2/authorize?guild_id=2';
    const html = markup(<Servers all={[server(), server({ id: '300000000000000002', name: evil, bot: false, invite, premium: true })]} />);
    expect(html).toContain(`href="/servers/${id}"`);
    expect(html).toContain(`href="/servers/${id}/premium"`);
    expect(html).toContain(`href="${invite}"`);
    expect(html).not.toContain('href="/servers/300000000000000002"');
    expect(html).not.toContain('<script');
    expect(html, 'few need no search').not.toContain('type="search"');
  });

  test('of many can be searched; of none says what to do', () => {
    const many = Array.from({ length: 9 }, (_, nth) => server({ id: `30000000000000000${nth}` }));
    expect(markup(<Servers all={many} />)).toContain('type="search"');
    expect(text(<Servers all={[]} />)).toContain('Manage Server');
  });
});

describe('the order', () => {
  const html = markup(<ServerOffer id={id} plans={plans} refunds={['Paid back.']} europe application="1" again={nothing} />);

  test('says price, renewal and end above the button, and nothing is ticked', () => {
    const before = html.slice(0, html.indexOf('Order and pay'));
    for (const words of ['$9.99', 'is charged today, and', 'every month', 'until you cancel', 'Paid back.', 'I agree that it renews'])
      expect(before).toContain(words);
    expect(html.match(/<input[^>]*type="checkbox"[^>]*>/g)?.join('')).not.toContain('checked');
    expect(html).toContain('Order and pay $9.99');
  });

  test('links to what holds, and to the withdrawal where consumers have it', () => {
    for (const href of ['/legal/terms', '/legal/refund', '/legal/privacy', '/legal/withdraw']) expect(html).toContain(`href="${href}"`);
    expect(markup(<ServerOffer id={id} plans={plans} refunds={[]} europe={false} application="1" again={nothing} />)).not.toContain(
      '/legal/withdraw',
    );
  });

  test('names Discord’s own store where the same is sold there', () => {
    expect(html).not.toContain('application-directory');
    const both = <ServerOffer id={id} plans={{ ...plans, discordSkuId: '77' }} refunds={[]} europe application="11" again={nothing} />;
    expect(markup(both)).toContain('https://discord.com/application-directory/11/store/77');
  });
});

describe('Premium of a server', () => {
  test('that is mine leads to billing; of somebody else, and from Discord, does not', () => {
    expect(markup(<Has state={state()} />)).toContain('href="/billing"');
    const others = text(<Has state={state({ subscription: own({ mine: false }) })} />);
    expect(others).toContain('Somebody else pays');
    const discord = { active: true, reason: 'discord', until: null, source: 'discord' } as const;
    expect(text(<Has state={{ premium: discord, subscription: null }} />)).toContain('changed there');
  });

  test('that is paid for but not there says why and what to do; paused sales are told', () => {
    const premium = { active: false, reason: 'none', until: null, source: null } as const;
    expect(text(<Stuck state={{ premium, subscription: own({ status: 'unpaid' }) }} />)).toMatch(/failed.*Change the card/);
    expect(text(<Stuck state={{ premium, subscription: own({ status: 'unpaid', mine: false }) }} />)).not.toContain('Change the card');
    expect(text(<Off />)).toContain('Payments are paused');
  });
});

describe('settings', () => {
  test('what both changed can be chosen, and the choice is told', () => {
    const conflict = { name: 'giveawayWinners', mine: 5, theirs: 7 };
    const change = { name: 'giveawayChannel', before: null, now: id };
    const html = markup(<OthersSaved conflicts={[conflict]} changes={[change]} typed={{ giveawayWinners: 5 }} choose={nothing} />);
    expect(html).toContain('role="status"');
    expect(html).toMatch(/aria-pressed="true"[^>]*>Keep mine: “5”/);
    expect(html).toMatch(/aria-pressed="false"[^>]*>Take theirs: “7”/);
    expect(html).toContain(`They changed Channel of giveaways from empty to “${id}”`);
  });

  test('without the bot there is a way to get it', () => {
    expect(markup(<NoBot again={nothing} />)).toContain('href="/servers"');
  });
});

describe('billing', () => {
  test('one button that cancels or undoes it, a refund, and the withdrawal with its contract', () => {
    const html = markup(<Subscriptions all={[own()]} europe changed={nothing} />);
    expect(html).toContain('Cancel subscription');
    expect(html).toContain('aria-expanded="false"');
    expect(html).toContain(`/legal/withdraw?server=${id}&amp;contract=Premium+for+Castle`);
    const ending = text(<Subscriptions all={[own({ cancelAtPeriodEnd: true })]} europe={false} changed={nothing} />);
    expect(ending).toMatch(/Cancelled\. Premium stays until 1 July 2026, nothing more is charged\..*Keep it after all/);
    expect(ending).not.toContain('Withdraw');
  });

  test('of one server only what counts now is a card; who pays for nothing is told where to begin', () => {
    const ended = own({ status: 'canceled', live: false });
    expect(latestOfEach([own(), ended, own({ guildId: '300000000000000002' })])).toHaveLength(2);
    expect(text(<Subscriptions all={[ended]} europe changed={nothing} />)).toMatch(/It has ended\..*Buy it again/);
    expect(markup(<Subscriptions all={[]} europe changed={nothing} />)).toContain('href="/servers"');
  });

  test('refunds say what happens next, and whom to ask', () => {
    const refund = { id: 'a', guildId: id, amount: 999, currency: 'usd', percent: 100, rule: 'full', endsPremium: true } as const;
    const dates = { requestedAt: '2026-06-02T10:00:00.000Z', updatedAt: '2026-06-03T10:00:00.000Z' };
    const words = text(
      <Refunds refunds={[{ ...refund, ...dates, status: 'sent' }]} names={new Map([[id, 'Castle']])} billingMail="b@own.test" />,
    );
    expect(words).toMatch(/\$9\.99 for Castle, asked for on 2 June 2026: On its way .*working days.*b@own\.test/);
    expect(markup(<Refunds refunds={[]} names={new Map()} billingMail="b@own.test" />)).toBe('');
  });

  test('an invoice that is open can be paid, one that is settled can be kept', () => {
    const invoice = { id: 'in_1', number: 'K-1', createdAt: '2026-06-02T10:00:00.000Z', total: 1500, paid: 0, currency: 'jpy' };
    const links = { url: 'https://invoice.stripe.com/i', pdf: 'https://invoice.stripe.com/i.pdf' };
    const html = markup(
      <Invoices
        invoices={[
          { ...invoice, ...links, status: 'open' },
          { ...invoice, ...links, id: 'in_2', number: null, status: 'paid' },
          { ...invoice, id: 'in_3', number: 'K-3', status: 'void', url: null, pdf: null },
        ]}
      />,
    );
    expect(html).toContain(`<a href="${links.url}">Pay K-1</a>`);
    expect(html).toContain(`<a href="${links.pdf}">PDF of in_2</a>`);
    expect(html).toContain('¥1,500');
    expect(html.match(/<th scope="col"/g)).toHaveLength(4);
  });
});

describe('the form of a refund', () => {
  const offer: RefundOffer = {
    decision: 'refund',
    amount: 999,
    percent: 100,
    rule: 'full',
    endsPremium: true,
    why: null,
    paid: 999,
    paidAt: '2026-06-01T10:00:00.000Z',
    currency: 'usd',
    until: '2026-06-08T10:00:00.000Z',
    request: null,
  };
  const ask = (change: Partial<RefundOffer>) => markup(<Ask guildId={id} plan="monthly" offer={{ ...offer, ...change }} asked={nothing} />);

  test('shows the decision above the button, and no button where there is nothing to ask', () => {
    const html = ask({});
    expect(html.indexOf('You would get $9.99 back')).toBeLessThan(html.indexOf('Ask for the refund'));
    expect(ask({ decision: 'refused', why: 'too late', amount: null })).not.toContain('<button');
  });

  test('cannot be sent without a reason where one is needed', () => {
    expect(ask({})).toContain('type="submit"');
    const needs = ask({ decision: 'reason-needed', rule: 'partial', percent: 50, amount: 500 });
    expect(needs).toContain('aria-disabled="true"');
    expect(needs).not.toContain('type="submit"');
  });
});

describe('the account', () => {
  const me = { user: { id, name: 'Alice', avatar: null }, tier: 'basic', isOwner: false, csrfToken: 't', deletion: null } as const;

  test('owners find their desk, others do not', () => {
    expect(markup(<Who me={me} />)).not.toContain('/owner');
    expect(markup(<Who me={{ ...me, isOwner: true }} />)).toContain('href="/owner"');
  });

  test('a deletion says what stays and why, and cannot be sent before the word is typed', () => {
    const html = markup(<Deletion kept={[{ purpose: 'Pays money back', why: 'tax law' }]} days={30} scheduled={nothing} />);
    expect(html).toContain('Pays money back');
    expect(html).toMatch(/after 30 days|after <!-- -->30|30 days/);
    expect(html).not.toContain('type="submit"');
    const done = markup(<DeletionScheduled runsAt="2026-07-01T00:00:00.000Z" />);
    expect(done).toContain('1 July 2026');
    expect(done).toContain('href="/login?next=%2Faccount"');
  });

  test('a copy is fetched from its link while that holds, and not asked for twice', () => {
    const base = {
      id: 'x',
      kind: 'export',
      createdAt: '2026-06-01T00:00:00.000Z',
      dueAt: '2026-07-01T00:00:00.000Z',
      runsAt: null,
    } as const;
    const ready = { ...base, status: 'ready', expiresAt: '2026-06-08T00:00:00.000Z', url: 'https://api.own.test/x?token=t' } as const;
    expect(markup(<DataCopy requests={[ready]} again={nothing} />)).toContain('href="https://api.own.test/x?token=t"');
    const making = markup(<DataCopy requests={[{ ...base, status: 'requested', expiresAt: null, url: null }]} again={nothing} />);
    expect(making).toContain('aria-disabled="true"');
    expect(making).toContain('Being prepared');
  });
});

describe('the page after a payment', () => {
  const purchase = {
    status: 'complete',
    paid: true,
    guildId: id,
    premium: true,
    amount: 999,
    currency: 'usd',
    transactionId: 'in_1',
  } as const;
  const view = (shown: Shown, asks = false) =>
    markup(<PurchaseView session="cs_test_1" support="b@own.test" answer={{ purchase }} shown={shown} asks={asks} again={nothing} />);

  test('claims Premium in one state only', () => {
    const all: Shown[] = ['waiting', 'late', 'active', 'unpaid', 'expired', 'unknown', 'away', 'login'];
    expect(all.filter((shown) => view(shown).includes('Premium is active'))).toEqual(['active']);
    for (const shown of all) expect(view(shown).match(/<h1/g)).toHaveLength(1);
  });

  test('always has a way on', () => {
    expect(view('active')).toContain(`href="/servers/${id}"`);
    expect(view('unpaid')).toContain(`href="/servers/${id}/premium"`);
    expect(view('login')).toContain('next=%2Fpayment%2Fsuccess%3Fsession_id%3Dcs_test_1');
    expect(view('late')).toContain('mailto:b@own.test?subject=Payment%20cs_test_1');
    expect(view('late', true)).not.toContain('Look again');
    expect(view('away')).toContain('do not pay a second time');
  });
});

describe('what went wrong', () => {
  test.each(['limited', 'off', 'away', 'refused'] as const)('%s is read out, with words, number and a second try', (kind) => {
    const html = markup(<FailureNotice failure={failure(kind)} again={nothing} />);
    expect(html).toMatch(/role="(alert|status)"/);
    for (const words of ['In words.', 'req-1', 'Try again']) expect(html).toContain(words);
  });

  test('too many requests: the second try waits as long as the API says', () => {
    const html = markup(<FailureNotice failure={failure('limited', 40)} again={nothing} />);
    expect(html).toContain('Try again in 40 seconds');
    expect(html).toContain('aria-disabled="true"');
  });

  test('a login that ended, or is too old, leads to one', () => {
    expect(markup(<FailureNotice failure={failure('login')} kept="It is kept." />)).toMatch(/It is kept\..*href="\/login\?next=/);
    expect(markup(<FailureNotice failure={failure('again')} />)).toContain('again=true');
  });
});

describe('the withdrawal', () => {
  test('asks for three things and sends nothing yet', () => {
    const html = markup(<WithdrawalForm />);
    expect(html.match(/<input/g)).toHaveLength(3);
    expect(html).toMatch(/<button[^>]*type="submit"[^>]*>Withdraw from contract/);
    expect(html).not.toMatch(/<button[^>]*>Confirm withdrawal/);
  });

  test('its receipt holds the words, and can be saved', () => {
    const receipt = {
      reference: 'W-2345678ABC',
      declaredAt: '2026-06-01T10:00:00.000Z',
      text: `Line one\n${evil}`,
      outcome: 'received',
      refund: null,
    } as const;
    const html = markup(<Receipt receipt={receipt} />);
    expect(html).toContain('W-2345678ABC');
    expect(html).toContain('Line one\n&lt;script&gt;');
    expect(html).toContain('Save this confirmation');
  });
});

describe('the desk of owners', () => {
  test('shows what people wrote as text, and writes their mail', () => {
    const dates = { requestedAt: '2026-06-02T10:00:00.000Z', updatedAt: '2026-06-03T10:00:00.000Z' };
    const refund = {
      id: 'a',
      guildId: id,
      amount: 999,
      currency: 'usd',
      percent: 100,
      rule: 'manual',
      endsPremium: true,
      status: 'review',
    } as const;
    const html = markup(<Refund refund={{ ...refund, ...dates, userId: id, userName: null, reason: evil }} again={nothing} />);
    expect(html).not.toContain('<script');
    const withdrawal = {
      reference: 'W-1',
      declaredAt: dates.requestedAt,
      userId: null,
      name: 'A',
      contact: 'a+b@own.test?bcc=c@own.test',
      contract: 'x & y',
      status: 'open',
    } as const;
    const link = /href="(mailto:[^"]+)"/.exec(markup(<Withdrawal withdrawal={withdrawal} again={nothing} />))?.[1];
    expect(link, 'nobody adds readers to a mail of ours').toMatch(/^mailto:a%2Bb@own\.test%3Fbcc%3Dc%40own\.test\?subject=/);
  });
});
