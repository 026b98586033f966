/** Public status pages: as the API makes them, and as visitors see them. */
import type { Outgoing } from '../../ports/listen.ts';
import { html, htmlPage } from '../html.ts';
import { type Books, hex, type Page } from './model.ts';
import type { Body } from './monitors.ts';
import { bad, unpaid } from './refusal.ts';

/** Pages that a plan has. */
const most = { free: 1, paid: 3 };

export function createPage(books: Books, body: Body): Page {
  if (typeof body.friendlyName !== 'string' || body.friendlyName === '') throw bad('friendlyName should not be empty');
  if (books.state.pages.length >= most[books.isFree() ? 'free' : 'paid']) throw unpaid('More status pages are');
  const made: Page = {
    id: books.newId(),
    friendlyName: '',
    urlKey: hex(books.tools.random, 10),
    status: 'ENABLED',
    customDomain: null,
    monitorIds: [],
    homepageLink: 'https://uptimerobot.com',
    noIndex: false,
    hideUrlLinks: false,
    password: '',
    showMonitorURL: null,
  };
  changePage(books, made, body);
  books.state.pages.push(made);
  return made;
}

export function changePage(books: Books, one: Page, body: Body): Page {
  if (typeof body.customDomain === 'string' && body.customDomain !== '' && books.isFree()) throw unpaid('Custom domains are');
  const ids = body.monitorIds;
  if (ids !== undefined && (!Array.isArray(ids) || ids.some((id) => !books.monitor(Number(id)))))
    throw bad('monitorIds must be monitors of yours');
  const { features } = (body.customSettings ?? {}) as { features?: { showMonitorURL?: unknown } };
  return Object.assign(one, {
    ...(typeof body.friendlyName === 'string' ? { friendlyName: body.friendlyName } : {}),
    ...(body.status === 'ENABLED' || body.status === 'PAUSED' ? { status: body.status } : {}),
    ...(typeof body.customDomain === 'string' ? { customDomain: body.customDomain || null } : {}),
    ...(typeof body.homepageLink === 'string' ? { homepageLink: body.homepageLink } : {}),
    ...(typeof body.password === 'string' ? { password: body.password } : {}),
    ...(Array.isArray(ids) ? { monitorIds: ids.map(Number) } : {}),
    ...(typeof body.noIndex === 'boolean' ? { noIndex: body.noIndex } : {}),
    ...(typeof body.hideUrlLinks === 'boolean' ? { hideUrlLinks: body.hideUrlLinks } : {}),
    ...(features?.showMonitorURL === undefined ? {} : { showMonitorURL: String(features.showMonitorURL) === 'true' }),
  });
}

const said = { UP: 'Operational', DOWN: 'Down', LOOKS_DOWN: 'Operational', STARTED: 'Not checked yet', PAUSED: 'Paused' } as const;

/** As its visitors see it. */
export function pageShown(books: Books, one: Page | undefined): Outgoing {
  if (!one || one.status === 'PAUSED') return htmlPage('Not found', html`<main><h1>There is no such status page</h1></main>`, 404);
  if (one.password !== '') return htmlPage(one.friendlyName, html`<main><h1>${one.friendlyName}</h1><p>Enter the password</p></main>`);
  const shown = one.monitorIds.flatMap((id) => books.monitor(id) ?? []);
  const down = shown.filter(({ status }) => status === 'DOWN').length;
  const rows = shown.map(
    ({ friendlyName, status, url }) =>
      html`<tr><th scope="row">${friendlyName}${one.showMonitorURL ? ` · ${url}` : ''}</th><td>${said[status]}</td></tr>`,
  );
  return htmlPage(
    one.friendlyName,
    html`<main><h1>${one.friendlyName}</h1><section><p>${down === 0 ? 'All systems operational' : `${down} of ${shown.length} down`}</p><table>${rows}</table></section>
    <p><a href="${one.homepageLink}">Back to the site</a></p></main>`,
  );
}
