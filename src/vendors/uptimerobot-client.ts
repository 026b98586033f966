/**
 * The calls of UptimeRobot's API v3 that k77 makes.
 */
import type { Door } from '../core/vendor.ts';
import { UptimeHttp } from './uptimerobot-http.ts';
import { accountIn, alertIn, contactIn, incidentIn, monitorIn, pageIn } from './uptimerobot-shapes.ts';
import type {
  ChatWish,
  MonitorWish,
  PageWish,
  UptimeAccount,
  UptimeAlert,
  UptimeContact,
  UptimeIncident,
  UptimeMonitor,
  UptimePage,
} from './uptimerobot-types.ts';

type Json = Record<string, unknown>;

export class UptimeRobotClient {
  readonly #http: UptimeHttp;

  constructor(door: Door, key: string) {
    this.#http = new UptimeHttp(door, key);
  }

  async account(): Promise<UptimeAccount> {
    return accountIn(await this.#http.json('GET', '/user/me'));
  }

  async monitors(): Promise<UptimeMonitor[]> {
    return (await this.#http.all<Json>('/monitors', 'limit=200')).map(monitorIn);
  }

  /** A keyword monitor asks by HEAD unless told, and then never sees a keyword: `httpMethodType` belongs to the wish. */
  async createMonitor(wish: MonitorWish): Promise<UptimeMonitor> {
    const { keywordValue } = wish;
    return monitorIn(
      await this.#http.json('POST', '/monitors', { ...wish, ...(keywordValue ? { keywordCaseType: 'CaseSensitive' } : {}) }),
    );
  }

  /** A word when it is made, a number when it is changed: the document says so. */
  async updateMonitor(id: number, wish: MonitorWish): Promise<UptimeMonitor> {
    const { keywordValue } = wish;
    return monitorIn(await this.#http.json('PATCH', `/monitors/${id}`, { ...wish, ...(keywordValue ? { keywordCaseType: 0 } : {}) }));
  }

  /** Whom a monitor tells: these and nobody else. At once, and once. */
  async tell(id: number, contacts: readonly number[]): Promise<void> {
    const assignedAlertContacts = contacts.map((alertContactId) => ({ alertContactId, threshold: 0, recurrence: 0 }));
    await this.#http.json('PATCH', `/monitors/${id}`, { assignedAlertContacts });
  }

  async startMonitor(id: number): Promise<void> {
    await this.#http.json('POST', `/monitors/${id}/start`, {});
  }

  async deleteMonitor(id: number): Promise<void> {
    await this.#http.json('DELETE', `/monitors/${id}`);
  }

  /** People: e-mail, telephones. */
  async contacts(): Promise<UptimeContact[]> {
    return (await this.#http.all<Json>('/alert-contacts')).map(contactIn);
  }

  async createEmail(name: string, value: string): Promise<UptimeContact> {
    return contactIn(
      await this.#http.json('POST', '/alert-contacts', { type: 'Email', friendlyName: name, value, enableNotificationsFor: everything }),
    );
  }

  /** Of everything, and while it is not paused. */
  async tellEverything(id: number): Promise<void> {
    await this.#http.json('PATCH', `/alert-contacts/${id}`, { enableNotificationsFor: everything, sslExpirationReminder: true });
  }

  async deleteContact(id: number): Promise<void> {
    await this.#http.json('DELETE', `/alert-contacts/${id}`);
  }

  /** Chats and the like. */
  async integrations(): Promise<UptimeContact[]> {
    return (await this.#http.all<Json>('/integrations')).map(contactIn);
  }

  async createChat(wish: ChatWish): Promise<UptimeContact> {
    return contactIn(await this.#http.json('POST', '/integrations', { type: wish.type, data: chatData(wish) }));
  }

  async updateChat(id: number, wish: ChatWish): Promise<void> {
    await this.#http.json('PATCH', `/integrations/${id}`, { type: wish.type, data: chatData(wish) });
  }

  async deleteIntegration(id: number): Promise<void> {
    await this.#http.json('DELETE', `/integrations/${id}`);
  }

  async pages(): Promise<UptimePage[]> {
    return (await this.#http.all<Json>('/psps')).map(pageIn);
  }

  /** JSON: a form is only needed to send a picture, and how lists stand in one is not documented. */
  async createPage(wish: PageWish): Promise<UptimePage> {
    return pageIn(await this.#http.json('POST', '/psps', { ...wish, customSettings: hidden }));
  }

  async updatePage(id: number, wish: PageWish, hide: boolean): Promise<UptimePage> {
    return pageIn(await this.#http.json('PATCH', `/psps/${id}`, { ...wish, ...(hide ? { customSettings: hidden } : {}) }));
  }

  async deletePage(id: number): Promise<void> {
    await this.#http.json('DELETE', `/psps/${id}`);
  }

  /** @param after ISO 8601 */
  async incidents(after: string): Promise<UptimeIncident[]> {
    return (await this.#http.all<Json>('/incidents', `started_after=${encodeURIComponent(after)}`)).map(incidentIn);
  }

  /** Who was told of an incident. */
  async alerts(incident: string): Promise<UptimeAlert[]> {
    return (await this.#http.json<{ data: Json[] }>('GET', `/incidents/${incident}/alerts`)).data.map(alertIn);
  }
}

/** Up and down. */
const everything = 0;

/** The address of a heartbeat is a secret, and the page is public. */
const hidden = { page: {}, colors: {}, features: { showMonitorURL: false } };

function chatData({ friendlyName, webhook }: ChatWish): Json {
  return { friendlyName, enableNotificationsFor: 'UpAndDown', sslExpirationReminder: true, webhookURL: webhook, customValue: '' };
}
