/**
 * What API and worker do when somebody asks for their data or to be forgotten, in a world in which hosts only record: requests stand in the emulated database, and
 * a deletion whose time has come takes account and customer along.
 */
import { randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';
import { Secret } from '../core/secret.ts';
import { openMongo } from '../ports/mongo.ts';
import { edgeNetwork } from '../ports/network.ts';
import type { DiscordState } from '../sandbox/discord/model.ts';
import type { World } from '../sandbox/world.ts';
import type { Mischief } from './mischief.ts';

export interface Person {
  id: string;
  name: string;
}

export interface PrivacyRequest {
  id: string;
  kind: 'export' | 'delete';
  status: string;
  createdAt: string;
  runsAt: string | null;
  url: string | null;
}

export interface Privacy {
  /** Whom a code of the emulated Discord is for; they have an account from now on. */
  arrives(code: string): Promise<Person | undefined>;
  requests(person: Person): Promise<readonly PrivacyRequest[]>;
  ask(person: Person, kind: PrivacyRequest['kind'], mischief: Mischief): Promise<PrivacyRequest>;
  cancel(person: Person): Promise<PrivacyRequest | undefined>;
}

const day = 86_400_000;

export function privacyIn(world: () => World, known: () => Readonly<Record<string, string>>): Privacy {
  const using = async <T>(work: (db: Db) => Promise<T>): Promise<T> => {
    const client = await openMongo(new Secret('MONGODB_URI', known().MONGODB_URI ?? ''), edgeNetwork(world().edge()));
    return work(client.db()).finally(() => client.close());
  };
  return {
    async arrives(code) {
      const { codes, users } = (await world().snapshot()).vendors.discord as DiscordState;
      const user = users.find(({ id }) => id === codes.find((one) => one.code === code)?.user);
      if (user === undefined) return undefined;
      const person = { id: user.id, name: user.username };
      // Without a database there is nobody to remember them; the login is none of its business.
      if (known().MONGODB_URI)
        await using((db) =>
          db
            .collection('accounts')
            .updateOne({ user_id: person.id }, { $set: { user_id: person.id, name: person.name } }, { upsert: true }),
        );
      return person;
    },
    requests: ({ id }) =>
      using(async (db) =>
        (await db.collection<Row>('privacy_requests').find({ user_id: id }).toArray()).map((row) => view(row, known().domain)),
      ),
    ask: ({ id }, kind, mischief) =>
      using(async (db) => {
        const now = new Date();
        const row: Row = {
          _id: randomUUID(),
          user_id: id,
          kind,
          status: kind === 'delete' ? 'scheduled' : 'ready',
          created_at: now,
          due_at: new Date(now.getTime() + 30 * day),
          ...(kind === 'delete' ? { runs_at: new Date(now.getTime() + (mischief.privacy === 'slow' ? 90 : 30) * day) } : {}),
        };
        await db.collection<Row>('privacy_requests').insertOne(row);
        if (kind === 'delete' && mischief.privacy !== 'never') void watch(row._id).catch(() => undefined);
        return view(row, known().domain);

        async function watch(request: string): Promise<void> {
          for (let looks = 0; looks < 100; looks++) {
            await new Promise((resolve) => setTimeout(resolve, 100).unref());
            if (await using((open) => carriedOut(open, request, world(), mischief))) return;
          }
        }
      }),
    cancel: ({ id }) =>
      using(async (db) => {
        const requests = db.collection<Row>('privacy_requests');
        const row = await requests.findOneAndUpdate(
          { user_id: id, status: 'scheduled' },
          { $set: { status: 'cancelled' } },
          { returnDocument: 'after' },
        );
        return row === null ? undefined : view(row, known().domain);
      }),
  };
}

interface Row {
  _id: string;
  user_id: string;
  kind: PrivacyRequest['kind'];
  status: string;
  created_at: Date;
  due_at: Date;
  runs_at?: Date;
}

/** @returns true when there is nothing more to wait for */
async function carriedOut(db: Db, id: string, world: World, { privacy }: Mischief): Promise<boolean> {
  const requests = db.collection<Row>('privacy_requests');
  const row = await requests.findOne({ _id: id });
  // k77 takes it out and puts it back, to change when it runs.
  if (row === null) return false;
  if (row.status !== 'scheduled') return true;
  if ((row.runs_at?.getTime() ?? 0) > Date.now()) return false;
  const account = await db.collection('accounts').findOne({ user_id: row.user_id });
  const customer = String(account?.stripe_customer_id ?? '');
  if (customer !== '' && privacy !== 'customer')
    await fetch(`${world.endpoints.stripe}/v1/customers/${customer}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${world.credentials()['stripe.secretKey']}` },
    });
  await db.collection('accounts').deleteOne({ user_id: row.user_id });
  if (privacy === 'kept') await db.collection<Record<string, unknown>>('audit_logs').insertOne({ action: 'login', user_id: row.user_id });
  await requests.updateOne({ _id: id }, { $set: { status: 'done' } });
  return true;
}

function view({ _id: id, kind, status, created_at: at, runs_at: runs }: Row, domain = 'kingdom77.test'): PrivacyRequest {
  const url = kind === 'export' ? `https://api.${domain}/api/privacy/export/${id}?token=t` : null;
  return { id, kind, status, createdAt: at.toISOString(), runsAt: runs?.toISOString() ?? null, url };
}
