/** Addresses that mail is forwarded to. Each belongs to an account and counts once its owner clicked the link in a mail. */
import type { Route } from './api.ts';
import type { Books } from './books.ts';
import { receive } from './mailboxes.ts';
import type { Account, Destination, Json } from './model.ts';
import { page } from './pages.ts';
import { Refusal } from './refusal.ts';

const path = '/accounts/:account/email/routing/addresses';

export const addressRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    permission: 'email-addresses:read',
    run: (call) => {
      const verified = call.query.get('verified');
      const own = call.books.state.destinations.filter(({ accountId }) => accountId === call.account.id);
      const fitting = own.filter((one) => verified === null || String(one.verified !== null) === verified);
      const all = call.query.get('direction') === 'desc' ? fitting.toReversed() : fitting;
      const { result, info } = page(call, all, { usual: 20, most: 50 });
      return { result: result.map(shown), info };
    },
  },
  {
    method: 'POST',
    path,
    permission: 'email-addresses:edit',
    run: ({ books, account, body }) => ({ result: shown(create(books, account, body.email)) }),
  },
  {
    method: 'GET',
    path: `${path}/:address`,
    permission: 'email-addresses:read',
    run: ({ books, account, at }) => ({ result: shown(found(books, account, at.address)) }),
  },
  {
    method: 'DELETE',
    path: `${path}/:address`,
    permission: 'email-addresses:edit',
    run: ({ books, account, at }) => {
      const one = found(books, account, at.address);
      books.state.destinations.splice(books.state.destinations.indexOf(one), 1);
      books.changed();
      return { result: shown(one) };
    },
  },
];

function create(books: Books, account: Account, given: unknown): Destination {
  const email = typeof given === 'string' ? given.trim().toLowerCase() : '';
  if (!/^[^@\s]+@([a-z0-9-]+\.)+[a-z0-9-]+$/.test(email) || email.length > 90) throw new Refusal(400, 2008, 'Invalid email address');
  const there = books.state.destinations.some((one) => one.email === email && one.accountId === account.id);
  if (there) throw new Refusal(409, 2032, 'Destination address already exists');
  const now = books.now();
  const made: Destination = {
    id: books.id(),
    accountId: account.id,
    email,
    created: now,
    modified: now,
    verified: null,
    $link: books.tools.random.token(24),
  };
  books.state.destinations.push(made);
  receive(books, {
    to: email,
    from: 'noreply@notify.cloudflare.com',
    subject: '[Cloudflare]: Verify Email Routing address',
    text: `Verify ${email} as a destination address of the account ${account.name}:\n${linkOf(made)}`,
  });
  return made;
}

/** Where the mail's button leads. */
export function linkOf({ $link }: Destination): string {
  return `https://dash.cloudflare.com/email-routing/verify/${$link}`;
}

/** The person follows the link. False: it leads nowhere. */
export function verify(books: Books, link: string): Destination | undefined {
  const one = books.state.destinations.find(({ $link }) => $link === link);
  if (one && one.verified === null) {
    one.verified = books.now();
    one.modified = one.verified;
    books.changed();
  }
  return one;
}

function found({ state }: Books, account: Account, id: string | undefined): Destination {
  const one = state.destinations.find((address) => address.id === id && address.accountId === account.id);
  if (one) return one;
  throw new Refusal(404, 2001, 'Destination address not found');
}

function shown({ id, email, created, modified, verified }: Destination): Json {
  return { id, tag: id, email, created, modified, verified };
}
